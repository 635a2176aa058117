# /assign-many: una decisión para muchas suscripciones.
bulk-summary = Asigna un contacto de soporte a muchas suscripciones, o muchos desde un archivo
bulk-usage = [cliente]
bulk-example = Contoso
bulk-shortcut = Asignar muchas
bulk-title = Asignar muchas
bulk-preview-title = Simulación
bulk-undo-title = Restablecer muchas
bulk-details-title = Lo que no se hizo
bulk-started-title = En marcha
bulk-check = Comprobar
bulk-start = Asignar { $count }
bulk-hand-back = Restablecer { $count }
bulk-intro = Comprobar muestra primero qué pasaría con cada suscripción. No se escribe nada antes de que lo confirmes.
bulk-which = Qué suscripciones
bulk-which-customer = Todas las suscripciones de un cliente
bulk-which-reseller = Todas las de los clientes de un revendedor
bulk-which-reseller-about = De clientes con una relación establecida
bulk-which-file = Las filas de un archivo
bulk-which-file-about = CSV, cada fila con su propio contacto de soporte
bulk-customer = Cliente
bulk-reseller = Revendedor
bulk-contact = Contacto de soporte técnico designado
bulk-contact-placeholder = Proveedor o revendedor
bulk-file = Archivo CSV
bulk-file-help = *Columnas*: `subscriptionId` (o `customer` y `subscription`), y una de `supportTenantId`, `mpnId`, `supportContact`. Las demás se ignoran; no importan el orden, las mayúsculas ni el separador. Como mucho { $rows } filas y { $size } KB, en UTF-8.
bulk-choose-customer = Elige el cliente.
bulk-choose-reseller = Elige el revendedor.
bulk-choose-contact = Elige el contacto de soporte técnico designado.
bulk-choose-file = Añade el archivo CSV.
bulk-customer-has-none = Este cliente no tiene suscripciones en el directorio.
bulk-reseller-has-none = Ningún cliente tiene una relación establecida con este revendedor, o ninguno tiene suscripciones.
bulk-too-many = { $count } suscripciones: como mucho { $most } a la vez. Usa archivos con una parte.
bulk-file-empty = El archivo está vacío. Su primera línea debe nombrar las columnas.
bulk-file-no-rows = El archivo tiene una línea de encabezado, pero ninguna fila.
bulk-file-too-many = El archivo tiene { $count } filas; como mucho son posibles { $most }. Divídelo.
bulk-file-too-large = El archivo supera los { $most } KB. Divídelo.
bulk-file-workbook = Es un libro de Excel. Guárdalo como «CSV UTF-8» y añade ese archivo.
bulk-file-not-utf8 = El archivo no está en UTF-8. Guárdalo como «CSV UTF-8» y añade ese archivo.
bulk-file-columns = La primera línea debe nombrar las columnas. Faltan o están repetidas: { $faults }.
bulk-about-customer = Todas las suscripciones de *{ $about }* a *{ $target }*
bulk-about-reseller = Todas las suscripciones de los clientes de *{ $about }* a *{ $target }*
bulk-about-file = Las filas de *{ $file }*
bulk-about-undo = Vuelta a los contactos de soporte anteriores, donde el cambio { $job } sigue en vigor
bulk-dry = *Simulación: todavía no se ha escrito nada.*
bulk-counts-ready = { $count ->
    [0] :white_circle: No cambiará ninguna suscripción.
    [one] :white_check_mark: Cambiará *una suscripción*.
   *[other] :white_check_mark: Cambiarán *{ $count } suscripciones*.
}
bulk-counts-same = { $count ->
    [one] :heavy_minus_sign: Una ya tiene este contacto de soporte.
   *[other] :heavy_minus_sign: { $count } ya tienen este contacto de soporte.
}
bulk-counts-refused = { $count ->
    [one] :no_entry: Una no se puede hacer.
   *[other] :no_entry: { $count } no se pueden hacer.
}
bulk-counts-changed = { $count ->
    [0] :white_circle: No se ha cambiado nada.
    [one] :white_check_mark: Se ha cambiado *una suscripción*.
   *[other] :white_check_mark: Se han cambiado *{ $count } suscripciones*.
}
bulk-counts-skipped = { $count ->
    [one] :warning: Una no se tocó, porque algo cambió desde la simulación.
   *[other] :warning: { $count } no se tocaron, porque algo cambió desde la simulación.
}
bulk-counts-left = { $count ->
    [one] :black_square_for_stop: Una quedó sin procesar.
   *[other] :black_square_for_stop: { $count } quedaron sin procesar.
}
bulk-row = *{ $line }.* { $subscription } → { $target }
bulk-row-named = *{ $customer }*: { $subscription }
bulk-row-more = { $count ->
    [one] y un motivo más
   *[other] y { $count } motivos más
}
bulk-page = Página { $page } de { $pages }
bulk-next = Página siguiente
bulk-previous = Página anterior
bulk-nothing-listed = Se hizo todo.
bulk-started = { $count ->
    [one] Se está asignando una suscripción.
   *[other] Se están asignando { $count } suscripciones.
} El progreso y el resultado llegan por mensaje directo, donde también puedes cancelar. Puedes cerrar esta ventana.
bulk-running = :hourglass_flowing_sand: *Asignar muchas*, iniciada por { $by }
bulk-done = :white_check_mark: *Asignar muchas*, iniciada por { $by }, ha terminado
bulk-cancelled = :black_square_for_stop: *Asignar muchas*, iniciada por { $by }, fue cancelada por { $ender }. Lo hecho se conserva.
bulk-stopped = :octagonal_sign: *Asignar muchas* se detuvo: { $by } ya no puede asignar contactos de soporte. Lo hecho se conserva.
bulk-progress = { $bar } { $done } de { $ready }
bulk-file-due = El archivo con el resultado llega enseguida.
bulk-file-sent = El archivo con el resultado está en esta conversación.
bulk-file-refused = No se pudo compartir el archivo con el resultado ({ $error }). «Lo que no se hizo» enumera las excepciones.
bulk-to-review = :hourglass: En vigor, pendiente de revisión
bulk-reviewed = :white_check_mark: Revisado y cerrado por { $by } { $at }
bulk-reference = Referencia { $job }
bulk-cancel = Cancelar el resto
bulk-cancel-confirm = Lo hecho hasta ahora se conserva. No se cambia nada más.
bulk-close = Cerrar
bulk-undo = Restablecer…
bulk-details = Lo que no se hizo
bulk-over-already = Ya había terminado.
bulk-closed-already = Ya estaba cerrado, o aún no ha terminado.
bulk-not-there = Esta simulación ya no está, o no hay nada en ella que hacer. Comprueba de nuevo.
bulk-nothing-to-undo = No cambió nada, así que no hay nada que restablecer.
bulk-nudge = { $count ->
    [one] :mag: Una suscripción se asignó de una vez { $ended } y aún no está revisada.
   *[other] :mag: { $count } suscripciones se asignaron de una vez { $ended } y aún no están revisadas.
} Mira el resultado y pulsa Cerrar.
error-bulk-gone = Esta asignación de muchas no existe, o no se confirmó en un día. Comprueba de nuevo.

# Por qué no se hace una fila; las condiciones E1 a E10 tienen sus palabras en assign.ftl.
bulk-why-subscription-unknown = No existe esa suscripción en el directorio.
bulk-why-subscription-ambiguous = El cliente tiene varias suscripciones con ese nombre; usa subscriptionId.
bulk-why-subscription-missing = La fila no indica ninguna suscripción: rellena subscriptionId, o customer y subscription.
bulk-why-customer-unknown = No existe ese cliente en el directorio.
bulk-why-customer-ambiguous = Varios clientes tienen ese nombre; usa subscriptionId o el dominio del cliente.
bulk-why-customer-contradicts = La suscripción pertenece a otro cliente, no al indicado.
bulk-why-partner-unknown = No existe ese asociado en el directorio.
bulk-why-partner-ambiguous = Varios asociados tienen ese nombre; usa mpnId o supportTenantId.
bulk-why-partner-contradicts = Las columnas indican asociados distintos.
bulk-why-target-missing = La fila no indica ningún contacto de soporte: rellena supportTenantId, mpnId o supportContact.
bulk-why-repeated = La línea { $line } dice lo mismo.
bulk-why-contradictory = La línea { $line } indica otro contacto de soporte para esta suscripción; deja una de las dos.
bulk-why-row-width = La fila tiene más celdas que el encabezado; pon entre comillas las celdas que contienen el separador.
bulk-why-row-quotes = Las comillas de la fila no encajan; cada una debe cerrarse, y duplicarse dentro de una celda entre comillas.
bulk-why-cell-long = Una celda supera los 500 caracteres.
bulk-why-cell-control = Una celda contiene caracteres de control; quítalos.
bulk-why-moved = Alguien cambió el contacto de soporte desde la simulación.
bulk-why-replaced = Cambió de nuevo desde entonces, así que no hay nada que restablecer.

# Columnas y palabras del archivo de resultado; las primeras se pueden volver a leer.
bulk-column-line = línea
bulk-column-customer = cliente
bulk-column-subscription = suscripción
bulk-column-former = contacto anterior
bulk-column-contact = contacto de soporte
bulk-column-result = resultado
bulk-column-why = motivo
bulk-result-ready = sin procesar
bulk-result-same = sin cambios
bulk-result-refused = rechazada
bulk-result-changed = cambiada
bulk-result-skipped = sin tocar
