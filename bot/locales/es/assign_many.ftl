# /assign-many: una decisión para muchas suscripciones.
assign-many-summary = Asigna un contacto de soporte a muchas suscripciones, o muchos desde un archivo
assign-many-usage = [cliente]
assign-many-example = Contoso
assign-many-shortcut = Asignar muchas
assign-many-title = Asignar muchas
assign-many-preview-title = Simulación
assign-many-undo-title = Restablecer muchas
assign-many-details-title = Lo que no se hizo
assign-many-started-title = En marcha
assign-many-check = Comprobar
assign-many-start = Asignar { $count }
assign-many-hand-back = Restablecer { $count }
assign-many-intro = Comprobar muestra primero qué pasaría con cada suscripción. No se escribe nada antes de que lo confirmes.
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
assign-many-file-help = *Columnas*: `subscriptionId` (o `customer` y `subscription`), y una de `supportTenantId`, `mpnId`, `supportContact`. Las demás se ignoran; no importan el orden, las mayúsculas ni el separador. Como mucho { $rows } filas y { $size } KB, en UTF-8.
assign-many-choose-customer = Elige el cliente.
assign-many-choose-reseller = Elige el revendedor.
assign-many-choose-contact = Elige el contacto de soporte técnico designado.
assign-many-choose-file = Añade el archivo CSV.
assign-many-customer-has-none = Este cliente no tiene suscripciones en el directorio.
assign-many-reseller-has-none = Ningún cliente tiene una relación establecida con este revendedor, o ninguno tiene suscripciones.
assign-many-too-many = { $count } suscripciones: como mucho { $most } a la vez. Usa archivos con una parte.
assign-many-file-empty = El archivo está vacío. Su primera línea debe nombrar las columnas.
assign-many-file-no-rows = El archivo tiene una línea de encabezado, pero ninguna fila.
assign-many-file-too-many = El archivo tiene { $count } filas; como mucho son posibles { $most }. Divídelo.
assign-many-file-too-large = El archivo supera los { $most } KB. Divídelo.
assign-many-file-workbook = Es un libro de Excel. Guárdalo como «CSV UTF-8» y añade ese archivo.
assign-many-file-not-utf8 = El archivo no está en UTF-8. Guárdalo como «CSV UTF-8» y añade ese archivo.
assign-many-file-columns = La primera línea debe nombrar las columnas. Faltan o están repetidas: { $faults }.
assign-many-about-customer = Todas las suscripciones de *{ $about }* a *{ $target }*
assign-many-about-reseller = Todas las suscripciones de los clientes de *{ $about }* a *{ $target }*
assign-many-about-file = Las filas de *{ $file }*
assign-many-about-undo = Vuelta a los contactos de soporte anteriores, donde el cambio { $job } sigue en vigor
assign-many-dry = *Simulación: todavía no se ha escrito nada.*
assign-many-counts-ready = { $count ->
    [0] :white_circle: No cambiará ninguna suscripción.
    [one] :white_check_mark: Cambiará *una suscripción*.
   *[other] :white_check_mark: Cambiarán *{ $count } suscripciones*.
}
assign-many-counts-same = { $count ->
    [one] :heavy_minus_sign: Una ya tiene este contacto de soporte.
   *[other] :heavy_minus_sign: { $count } ya tienen este contacto de soporte.
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
} El progreso y el resultado llegan por mensaje directo, donde también puedes cancelar. Puedes cerrar esta ventana.
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
assign-many-reference = Referencia { $job }
assign-many-cancel = Cancelar el resto
assign-many-cancel-confirm = Lo hecho hasta ahora se conserva. No se cambia nada más.
assign-many-close = Cerrar
assign-many-undo = Restablecer…
assign-many-details = Lo que no se hizo
assign-many-over-already = Ya había terminado.
assign-many-closed-already = Ya estaba cerrado, o aún no ha terminado.
assign-many-not-there = Esta simulación ya no está, o no hay nada en ella que hacer. Comprueba de nuevo.
assign-many-nothing-to-undo = No cambió nada, así que no hay nada que restablecer.
assign-many-nudge = { $count ->
    [one] :mag: Una suscripción se asignó de una vez { $ended } y aún no está revisada.
   *[other] :mag: { $count } suscripciones se asignaron de una vez { $ended } y aún no están revisadas.
} Mira el resultado y pulsa Cerrar.
error-assign-many-gone = Esta asignación de muchas no existe, o no se confirmó en un día. Comprueba de nuevo.

# Por qué no se hace una fila; las condiciones E1 a E10 tienen sus palabras en assign.ftl.
assign-many-why-subscription-unknown = No existe esa suscripción en el directorio.
assign-many-why-subscription-ambiguous = El cliente tiene varias suscripciones con ese nombre; usa subscriptionId.
assign-many-why-subscription-missing = La fila no indica ninguna suscripción: rellena subscriptionId, o customer y subscription.
assign-many-why-customer-unknown = No existe ese cliente en el directorio.
assign-many-why-customer-ambiguous = Varios clientes tienen ese nombre; usa subscriptionId o el dominio del cliente.
assign-many-why-customer-contradicts = La suscripción pertenece a otro cliente, no al indicado.
assign-many-why-partner-unknown = No existe ese asociado en el directorio.
assign-many-why-partner-ambiguous = Varios asociados tienen ese nombre; usa mpnId o supportTenantId.
assign-many-why-partner-contradicts = Las columnas indican asociados distintos.
assign-many-why-target-missing = La fila no indica ningún contacto de soporte: rellena supportTenantId, mpnId o supportContact.
assign-many-why-repeated = La línea { $line } dice lo mismo.
assign-many-why-contradictory = La línea { $line } indica otro contacto de soporte para esta suscripción; deja una de las dos.
assign-many-why-row-width = La fila tiene más celdas que el encabezado; pon entre comillas las celdas que contienen el separador.
assign-many-why-row-quotes = Las comillas de la fila no encajan; cada una debe cerrarse, y duplicarse dentro de una celda entre comillas.
assign-many-why-cell-long = Una celda supera los 500 caracteres.
assign-many-why-cell-control = Una celda contiene caracteres de control; quítalos.
assign-many-why-moved = Alguien cambió el contacto de soporte desde la simulación.
assign-many-why-replaced = Cambió de nuevo desde entonces, así que no hay nada que restablecer.

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
assign-many-result-changed = cambiada
assign-many-result-skipped = sin tocar
