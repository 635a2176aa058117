# /assign-many: una decisión para muchas suscripciones.
assign-many-summary = Asigna un contacto de soporte a muchas suscripciones, o muchos desde un archivo
assign-many-usage = [cliente]
assign-many-example = Contoso
assign-many-shortcut = Asignar muchas
assign-many-title = Asignar muchas
assign-many-preview-title = Simulación
assign-many-undo-title = Devolver contactos
assign-many-details-title = Lo que no se hizo
assign-many-started-title = En marcha
assign-many-asked-title = Falta confirmación
assign-many-check = Comprobar
assign-many-start = Asignar { $count ->
    [one] un contacto
   *[other] { $count } contactos
}
assign-many-hand-back = Devolver { $count ->
    [one] un contacto
   *[other] { $number } contactos
}
assign-many-ask = Pedir confirmación
assign-many-intro = Comprobar muestra primero qué pasaría con cada suscripción. No se guarda nada hasta que lo confirmes.
assign-many-which = Qué suscripciones
assign-many-which-customer = Todas las suscripciones de un cliente
assign-many-which-reseller = Todas las de los clientes de un revendedor
assign-many-which-reseller-about = De clientes con una relación establecida
assign-many-which-file = Las filas de un archivo
assign-many-which-file-about = CSV, cada fila con su propio contacto de soporte
assign-many-customer = Cliente
assign-many-reseller = Revendedor
assign-many-contact = Contacto de soporte técnico designado
assign-many-contact-placeholder = Proveedor o revendedor
assign-many-file = Archivo CSV
assign-many-file-help = *Columnas*: `subscriptionId` (o `customer` y `subscription`), y una de `supportTenantId`, `mpnId`, `supportContact`. Las demás se ignoran, también las que dicen quién vendió; una celda vacía no cambia nada. No importan el orden, las mayúsculas ni el separador. Como mucho { $rows } filas y { $size } KB, en UTF-8.
assign-many-choose-customer = Elige el cliente.
assign-many-choose-reseller = Elige el revendedor.
assign-many-choose-contact = Elige el contacto de soporte técnico designado.
assign-many-choose-file = Añade el archivo CSV.
assign-many-customer-has-none = Este cliente no tiene suscripciones en el directorio.
assign-many-reseller-has-none = Ningún cliente tiene una relación establecida con este revendedor, o ninguno tiene suscripciones.
assign-many-too-many = Son { $count } suscripciones, y el máximo es { $most } a la vez. Repártelas en varios archivos.
assign-many-file-empty = El archivo está vacío. Su primera línea debe nombrar las columnas.
assign-many-file-no-rows = El archivo tiene una línea de encabezado, pero ninguna fila.
assign-many-file-too-many = El archivo tiene { $count } filas; el máximo es { $most }. Divídelo.
assign-many-file-too-large = El archivo supera los { $most } KB. Divídelo.
assign-many-file-workbook = Es un libro de Excel. Guárdalo como «CSV UTF-8» y añade ese archivo.
assign-many-file-not-utf8 = La línea { $line } no está en UTF-8 (byte { $detail }): el «CSV» a secas de Excel usa otra codificación. Guarda el archivo como «CSV UTF-8» y añade ese.
assign-many-file-not-text = El archivo no es una tabla de texto. Guárdalo como «CSV UTF-8» y añade ese archivo.
assign-many-file-too-wide = El archivo tiene { $detail } columnas; el máximo es 1000.
assign-many-file-unclosed = Una comilla que se abre en la línea { $line } no se cierra nunca, y nada de lo que sigue se puede leer. Ciérrala y vuelve a añadir el archivo.
assign-many-file-columns = La primera línea debe nombrar las columnas. Faltan: { $faults }.
assign-many-file-columns-sold = { $sold } dice quién vendió o de quién es, no quién dará soporte. Faltan: { $faults }.
assign-many-about-customer = Todas las suscripciones de *{ $about }* a *{ $target }*
assign-many-about-reseller = Todas las suscripciones de los clientes de *{ $about }* a *{ $target }*
assign-many-about-file = Las filas de *{ $file }*
assign-many-about-undo = Devolver los contactos de soporte anteriores donde el cambio { $job } sigue en vigor
assign-many-dry = *Simulación: todavía no se ha guardado nada.*
assign-many-counts-ready = { $count ->
    [0] :white_circle: No cambiará ninguna suscripción.
    [one] :white_check_mark: Cambiará *una suscripción*.
   *[other] :white_check_mark: Cambiarán *{ $count } suscripciones*.
}
assign-many-counts-same = { $count ->
    [one] :heavy_minus_sign: Una ya tiene este contacto de soporte.
   *[other] :heavy_minus_sign: { $count } ya tienen este contacto de soporte.
}
assign-many-counts-unasked = { $count ->
    [one] :white_circle: Una fila no indica contacto de soporte; ahí no cambia nada.
   *[other] :white_circle: { $count } filas no indican contacto de soporte; ahí no cambia nada.
}
assign-many-counts-refused = { $count ->
    [one] :no_entry: Una no se puede hacer.
   *[other] :no_entry: { $count } no se pueden hacer.
}
assign-many-counts-changed = { $count ->
    [0] :white_circle: No se ha cambiado nada.
    [one] :white_check_mark: Se ha cambiado *una suscripción*.
   *[other] :white_check_mark: Se han cambiado *{ $count } suscripciones*.
}
assign-many-counts-skipped = { $count ->
    [one] :warning: Una no se tocó, porque algo cambió desde la simulación.
   *[other] :warning: { $count } no se tocaron, porque algo cambió desde la simulación.
}
assign-many-counts-left = { $count ->
    [one] :black_square_for_stop: Una quedó sin procesar.
   *[other] :black_square_for_stop: { $count } quedaron sin procesar.
}
assign-many-move = *{ $subscriptions }*: { $former } (PartnerID { $formermpn }) → *{ $target }* (PartnerID { $targetmpn }), { $customers ->
    [one] un cliente
   *[other] { $customers } clientes
}
assign-many-moves-more = { $count ->
    [one] y otra pareja de contactos
   *[other] y otras { $count } parejas de contactos
}
assign-many-warning-status = { $count ->
    [one] :warning: Una de las que cambiarán está en estado «{ $status }».
   *[other] :warning: { $count } de las que cambiarán están en estado «{ $status }».
}
assign-many-warning-software = { $count ->
    [one] :warning: Una de las que cambiarán es software; ahí Microsoft no muestra contacto de soporte.
   *[other] :warning: { $count } de las que cambiarán son software; ahí Microsoft no muestra contacto de soporte.
}
assign-many-warning-new-commerce = { $count ->
    [one] :pushpin: Una de las que cambiarán es de nuevo comercio: solo aquí; Microsoft no tiene contacto de soporte para ella.
   *[other] :pushpin: { $count } de las que cambiarán son de nuevo comercio: solo aquí; Microsoft no tiene contacto de soporte para ellas.
}
assign-many-warning-usage = { $count ->
    [one] :pushpin: Una de las que cambiarán se factura por uso: solo aquí; Microsoft no tiene contacto de soporte para ella.
   *[other] :pushpin: { $count } de las que cambiarán se facturan por uso: solo aquí; Microsoft no tiene contacto de soporte para ellas.
}
assign-many-ignored = No se han leído, porque no dicen quién dará soporte: { $columns }
assign-many-second-person = :bust_in_silhouette: Tantas necesitan una segunda persona: nada empieza antes de que otra persona lo confirme.
assign-many-list-ready = *Lo que cambiará*
assign-many-list-refused = *Lo que no se puede hacer*
assign-many-list-undone = *Lo que no se hizo*
assign-many-row-change = *{ $line }.* { $subscription }: { $former } → { $target }
assign-many-row = *{ $line }.* { $subscription } → { $target }
assign-many-row-named = *{ $customer }*: { $subscription }
assign-many-row-more = { $count ->
    [one] y un motivo más
   *[other] y { $count } motivos más
}
assign-many-page = Página { $page } de { $pages }
assign-many-next = Página siguiente
assign-many-previous = Página anterior
assign-many-nothing-listed = Se hizo todo.
assign-many-started = { $count ->
    [one] Se está asignando una suscripción.
   *[other] Se están asignando { $count } suscripciones.
} El progreso y el resultado llegan por mensaje directo, donde también puedes cancelar. Esta ventana ya no hace falta.
assign-many-confirmed-by-you = { $count ->
    [one] Se está asignando una suscripción.
   *[other] Se están asignando { $count } suscripciones.
} El progreso y el resultado llegan a { $by }, que lo inició. Esta ventana ya no hace falta.
assign-many-asked = { $count ->
    [one] Una suscripción queda
   *[other] { $count } suscripciones quedan
} a la espera de que una segunda persona lo confirme en el canal del equipo o con `/assign-many { $job }`. Te llegará un mensaje directo. Esta ventana ya no hace falta.
assign-many-waiting = :bust_in_silhouette: *Asignar muchas*, iniciada por { $by }, necesita una segunda persona
assign-many-waits = Todavía no se ha guardado nada. Otra persona lo revisa aquí o con `/assign-many { $job }` y lo confirma en un plazo de 7 días.
assign-many-confirmed = Confirmada por { $by }
assign-many-lapsed = :black_square_for_stop: *Asignar muchas*, iniciada por { $by }, terminó: nadie más la confirmó en 7 días. No se cambió nada.
assign-many-look = Revisar y confirmar
assign-many-withdraw = No asignar
assign-many-withdraw-confirm = No se cambia nada, y la simulación termina.
assign-many-by-another = Lo que has iniciado lo tiene que confirmar otra persona.
assign-many-running = :hourglass_flowing_sand: *Asignar muchas*, iniciada por { $by }
assign-many-done = :white_check_mark: *Asignar muchas*, iniciada por { $by }, ha terminado
assign-many-cancelled = :black_square_for_stop: *Asignar muchas*, iniciada por { $by }, fue cancelada por { $ender }. Lo hecho se conserva.
assign-many-stopped = :octagonal_sign: *Asignar muchas* se detuvo: { $by } ya no puede asignar contactos de soporte. Lo hecho se conserva.
assign-many-progress = { $bar } { $done } de { $ready }
assign-many-file-due = El archivo con el resultado llega enseguida.
assign-many-file-sent = El archivo con el resultado está en esta conversación.
assign-many-file-refused = No se pudo compartir el archivo con el resultado ({ $error }). «Lo que no se hizo» enumera las excepciones.
assign-many-to-review = :hourglass: En vigor, pendiente de revisión
assign-many-reviewed = :white_check_mark: Revisado y cerrado por { $by } { $at }
assign-many-cancel = Cancelar el resto
assign-many-cancel-confirm = Lo hecho hasta ahora se conserva. No se cambia nada más.
assign-many-close = Cerrar
assign-many-undo = Devolver…
assign-many-details = Lo que no se hizo
assign-many-over-already = Ya había terminado.
assign-many-closed-already = Ya estaba cerrado, o aún no ha terminado.
assign-many-not-there = Esta simulación ya no está, o no hay nada en ella que hacer. Comprueba de nuevo.
assign-many-nothing-to-undo = No cambió nada, así que no hay nada que devolver.
assign-many-nudge = { $count ->
    [one] :mag: Una suscripción se asignó de una vez { $ended } y aún no está revisada.
   *[other] :mag: { $count } suscripciones se asignaron de una vez { $ended } y aún no están revisadas.
} Revisa el resultado y pulsa Cerrar.
error-assign-many-gone = Esta asignación de muchas no existe, o no se confirmó en un día. Comprueba de nuevo.

# Por qué no se hace una fila; las condiciones E1 a E10 tienen sus palabras en assign.ftl.
assign-many-why-subscription-unknown = No existe esa suscripción en el directorio.
assign-many-why-subscription-ambiguous = El cliente tiene varias suscripciones con ese nombre. Indica el subscriptionId de una: { $candidates }.
assign-many-candidate-quantity = cantidad { $count }
assign-many-candidate-start = desde { $day }
assign-many-why-subscription-differs = Las columnas indican suscripciones distintas.
assign-many-why-subscription-missing-nothing = La fila no indica ninguna suscripción: rellena subscriptionId, o customer y subscription.
assign-many-why-subscription-missing-customer = La fila no indica ninguna suscripción del cliente: rellena subscription o subscriptionId.
assign-many-why-subscription-missing-subscription = La fila no dice de quién es la suscripción: rellena customer o subscriptionId.
assign-many-why-customer-unknown = No existe ese cliente en el directorio.
assign-many-why-customer-ambiguous-name = Varios clientes tienen ese nombre. Indica el id. o el dominio de uno, o el subscriptionId: { $candidates }.
assign-many-why-customer-ambiguous-domain = Varios clientes tienen ese dominio. Indica el id. de uno, o el subscriptionId: { $candidates }.
assign-many-why-customer-differs = Las columnas indican clientes distintos.
assign-many-why-customer-contradicts = La suscripción pertenece a otro cliente, no al indicado.
assign-many-why-partner-unknown = No existe ese asociado en el directorio.
assign-many-why-partner-ambiguous-name = Varios asociados tienen ese nombre. Indica el PartnerID o el supportTenantId de uno: { $candidates }.
assign-many-why-partner-ambiguous-mpn = Varios asociados tienen ese PartnerID. Indica el supportTenantId de uno: { $candidates }.
assign-many-why-mpn-own = El PartnerID es el nuestro, como lo ponen los archivos de uso en cada fila. Para devolver el contacto, nómbranos en supportTenantId o supportContact.
assign-many-why-partner-contradicts = Las columnas indican asociados distintos.
assign-many-why-no-contact = Aquí no se pide ningún contacto de soporte: { $columns } está vacío.
assign-many-why-repeated = La línea { $line } dice lo mismo.
assign-many-why-contradictory = La línea { $line } indica otro contacto de soporte para esta suscripción; deja una de las dos.
assign-many-why-row-width = La fila tiene más celdas que el encabezado; pon entre comillas las celdas que contienen el separador.
assign-many-why-row-quotes = Las comillas de la fila, que acaba en la línea { $line }, no encajan; cada una debe cerrarse, y duplicarse dentro de una celda entre comillas.
assign-many-why-cell-long = Una celda supera los 500 caracteres.
assign-many-why-ticket-long = Un ticket supera los 64 caracteres.
assign-many-why-cell-control = Una celda contiene caracteres de control; quítalos.
assign-many-why-moved = Alguien cambió el contacto de soporte desde la simulación.
assign-many-why-replaced = Cambió de nuevo desde entonces, así que no hay nada que devolver.

# Columnas y palabras del archivo de resultado; las primeras se pueden volver a leer.
assign-many-column-line = línea
assign-many-column-customer = cliente
assign-many-column-subscription = suscripción
assign-many-column-former = contacto anterior
assign-many-column-contact = contacto de soporte
assign-many-column-result = resultado
assign-many-column-why = motivo
assign-many-result-ready = sin procesar
assign-many-result-same = sin cambios
assign-many-result-refused = rechazada
assign-many-result-unasked = no pedida
assign-many-result-changed = cambiada
assign-many-result-skipped = sin tocar
