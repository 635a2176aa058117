# Una lista como archivo CSV en el mensaje directo de quien la lee. El título tiene 24 caracteres como máximo.
export-button = Exportar
export-title = Exportar
export-done = :page_facing_up: *{ $name }* está en tus mensajes directos con esta aplicación, con { $count ->
    [one] una fila
   *[other] { $count } filas
}.
export-cut = :page_facing_up: *{ $name }* está en tus mensajes directos con esta aplicación, con las primeras { $count } filas; la lista es más larga. Para las demás, fíltrala antes.
export-unclear = Slack no respondió. Busca *{ $name }* en tus mensajes directos con esta aplicación; si no está, exporta de nuevo.
export-column-request = Solicitud
export-column-kind = Tipo
export-column-state = Estado
export-column-target = Para
export-column-asked-as = Solicitada como
export-column-customer-id = customerId
export-column-reseller = Revendedor
export-column-reseller-id = resellerTenantId
export-column-owner = A cargo de
export-column-created = Creada
export-column-sent = Enviada
export-column-due = Caduca
export-column-resolved = Terminada
export-column-customer = Cliente
export-column-subscription = Suscripción
export-column-subscription-id = subscriptionId
export-column-status = Estado de la suscripción
export-column-contact = Contacto de soporte
export-column-contact-id = supportTenantId
export-column-since = Desde
export-column-phone = Teléfono
export-column-email = Correo
export-column-website = Sitio web
export-column-on-record = Asociado registrado
export-column-on-record-id = partnerId
export-column-kept-here = Solo aquí
export-column-record-health = Salud del asociado registrado
export-column-record-at = Salud conocida en
export-column-renewal = Renovación
export-column-at = Fecha
export-column-what = Hecho
export-column-by = Por
export-column-from = De
export-column-to = A
export-column-reason = Motivo
export-column-agreement = Acuerdo
export-column-reference = Referencia
export-column-until = Privilegios hasta
export-column-auto-extend = autoExtend
