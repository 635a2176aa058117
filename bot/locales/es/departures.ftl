# Salidas: la sala de traspaso de un revendedor o cliente que se va. Los títulos y botones de formularios tienen 24 caracteres como máximo.
departure-title = Salida
departure-list = Salidas
departure-leaving = Lista de salida
departure-begin = Iniciar la salida
departure-begin-about = { $party ->
    [reseller] *{ $name } se va.* Una lista sigue durante días lo que queda por cerrar: contactos, solicitudes, asociado registrado, privilegios, relaciones y asociación. Iniciarla no quita nada.
   *[customer] *{ $name } se va.* Una lista sigue durante días lo que queda por cerrar: contactos, solicitudes, suscripciones, privilegios y relaciones. Iniciarla no quita nada.
}
departure-headline = :door: Salida de *{ $name }*: *{ $done } de { $steps } pasos* hechos
departure-headline-closed = :checkered_flag: Salida de *{ $name }*: cerrada el { $at } por { $by }, { $left ->
    [0] sin nada pendiente
    [one] con un paso pendiente
   *[other] con { $left } pasos pendientes
}
departure-opened = Iniciada el { $at } por { $by }
departure-owner = A cargo de { $owner }
departure-remark = Nota: { $text }
departure-step-notice = { $party ->
    [reseller] Aviso al revendedor y a sus clientes
   *[customer] Aviso al cliente
}
departure-step-contacts = Contactos de soporte
departure-step-requests = Solicitudes abiertas
departure-step-record = Asociado registrado
departure-step-subscriptions = Suscripciones que impiden quitarla
departure-step-unseen = Reservas, planes de ahorro y software
departure-step-privileges = Privilegios de administrador (GDAP, DAP)
departure-step-relationships = { $party ->
    [reseller] Relaciones con clientes
   *[customer] Relaciones con revendedores
}
departure-step-partnership = Nuestra asociación
departure-step-ours = Nuestra relación de revendedor
departure-step-partner-center = Lo mismo en el Centro de partners
departure-done = :white_check_mark: *{ $step }*
departure-todo = :white_large_square: *{ $step }*
departure-left = :white_large_square: *{ $step }*: { $count ->
    [one] queda uno
   *[other] quedan { $left }
}; al inicio, { $start }
departure-count = { $count }
departure-many = más de { $count }
departure-done-by = Hecho el { $at } por { $by }
departure-noted = No queda nada desde el { $at }; no se sabe quién de nosotros lo hizo
departure-nothing = No había nada que hacer
departure-gone = No queda nada
departure-stayed = Quedó pendiente al cerrar
departure-next-notice = Lo que exijan la ley y los contratos; ni Microsoft ni este bot lo envían
departure-next-contacts = { $party ->
    [reseller] Traspásalos a otro revendedor o a nosotros
   *[customer] Devuélvelos a nosotros
}
departure-next-requests = Retíralas o anota qué fue de ellas; los vínculos enviados siguen funcionando
departure-next-record = Pon otro PartnerID en el Centro de partners; este bot nunca lo escribe
departure-next-subscriptions = Suspéndelas en el Centro de partners; cancela las del nuevo comercio
departure-next-unseen = No están en ningún directorio: míralo en el Centro de partners
departure-next-privileges = Aquí terminan con la relación; termínalos también en el Centro de partners
departure-next-relationships = Quítalas una a una
departure-next-partnership = Quítala cuando lo demás esté hecho; los clientes se quedan
departure-next-ours = Quítala cuando ya nada lo impida
departure-next-partner-center = Este bot solo cambia sus propios registros: quita lo mismo en el Centro de partners
departure-hand-over = Traspasar
departure-show = Lo que queda
departure-remove = Quitar
departure-blockers = Lo que lo impide
departure-tick = Marcar como hecho
departure-untick = Aún no está hecho
departure-take = Hacerme cargo
departure-close = Cerrar la salida
departure-refresh = Mirar de nuevo
departure-field-remark = Nota
departure-close-about = { $left ->
    [0] *No queda nada de { $name }.* El registro se guarda y se puede exportar.
    [one] *Queda un paso de { $name }.* Constará en el registro como pendiente:
   *[other] *Quedan { $left } pasos de { $name }.* Constarán en el registro como pendientes:
}
departure-close-next = Una salida cerrada ya no se sigue y no se recuerda a nadie. No se reabre; se puede iniciar otra.
departure-changed = *Lo que queda cambió mientras mirabas.* No se ha cerrado nada. Comprueba la situación actual.
departure-closed-already = *Alguien se adelantó:* ya está cerrada. Tú no has cambiado nada.
departure-step-done-already = *Alguien se adelantó:* este paso ya está hecho. Tú no has cambiado nada.
departure-step-undone-already = *Alguien se adelantó:* este paso vuelve a estar pendiente. Tú no has cambiado nada.
departure-gone-away = Esta salida ya no está aquí.
departure-subscription = { $name } ({ $customer })
departure-request = *{ $customer }* · con { $partner }
departure-us = nosotros
departure-with = *{ $name }*
departure-none = Nadie se va. Una salida se inicia desde `/remove-relationship`: elige quién se va y abre su lista de salida.
departure-row-open = :door: *{ $name }*: { $done } de { $steps } pasos hechos
    Iniciada el { $at } · a cargo de { $owner }
departure-row-closed = :checkered_flag: *{ $name }*: cerrada el { $at } por { $by }, { $left ->
    [0] sin nada pendiente
    [one] con un paso pendiente
   *[other] con { $left } pasos pendientes
}
departure-under-way = { $count ->
    [one] :door: Una salida en curso
   *[other] :door: { $count } salidas en curso
}
departure-notice = :door: Salida de *{ $name }*: { $done } de { $steps } pasos hechos. A cargo de { $owner }.
departure-notice-closed = :checkered_flag: { $by } cerró la salida de *{ $name }* { $left ->
    [0] sin nada pendiente
    [one] con un paso pendiente
   *[other] con { $left } pasos pendientes
}.
departure-what-done = Hecho
departure-what-left = Pendiente
departure-what-departure-opened = Salida iniciada
departure-what-departure-taken = Pasa a otra persona
departure-what-departure-closed = Salida cerrada
departure-what-departure-step-done = Paso hecho
departure-what-departure-step-reopened = Paso pendiente de nuevo
departure-what-contact-assigned = Contactos de soporte traspasados
departure-what-request-withdrawn = Solicitud retirada
departure-what-request-declined = Solicitud rechazada
departure-what-request-expired = Solicitud caducada
departure-what-request-superseded = Solicitud sustituida
departure-what-request-established = Solicitud aceptada
departure-what-relationship-removed = Quitada
