# Tableros: accesos que terminan o a los que falta algo, asociados registrados rechazados. Títulos y botones: 24 caracteres.
watch-access-title = Control de accesos
watch-record-title = Asociados registrados
watch-access-none = No hay nada que mirar: ningún GDAP espera, termina en 90 días, carece de grupo o no se prorroga solo.
watch-access-none-more = Nada todavía entre los revisados. Pasa de página para seguir mirando.
watch-access-none-here = Aquí no hay nada en este estado, ni que termine en estos días.
watch-days-any = Cualquier día
watch-days = { $days ->
    [0] Termina hoy
    [one] Termina hoy o mañana
   *[other] Termina en { $days } días o menos
}
watch-between = *{ $customer }* con { $partner }
watch-with-us = *{ $customer }* con nosotros
watch-left = { $days ->
    [0] hoy
    [one] mañana
   *[other] en { $days } días
}
watch-access-ended = :rotating_light: Terminó el { $at }; hay contactos de soporte que se basan en él
watch-access-ending = :hourglass: Termina { $left }, el { $at }
watch-access-unused = :warning: Activo, pero ningún grupo de seguridad puede usarlo
watch-access-not-sent = :pencil: Creado el { $at }, sin enviar
watch-access-pending = :hourglass_flowing_sand: Sin aceptar todavía, espera desde el { $at }
watch-access-not-extending = :no_bell: No se prorroga solo, termina el { $at }
watch-next-ended = Siguiente: solicita privilegios nuevos o elige otro contacto de soporte
watch-next-ending = Siguiente: solicita privilegios nuevos o activa la prórroga automática en el Centro de partners
watch-next-unused = Siguiente: asigna un grupo de seguridad en el Centro de partners
watch-next-not-sent = Siguiente: envíalo al cliente
watch-next-pending = Siguiente: pregunta al cliente; Microsoft lo da por terminado a los 90 días
watch-next-not-extending = Siguiente: activa la prórroga automática en el Centro de partners
watch-owner = A cargo de { $owner }
watch-owner-none = Nadie está a cargo
watch-state-any = Todo
watch-state-ended = Terminado con contactos
watch-state-ending = Termina en 90 días
watch-state-unused = Activo sin grupo
watch-state-not-sent = Creado, sin enviar
watch-state-pending = Sin aceptar todavía
watch-state-not-extending = Sin prórroga automática
watch-record-about = Asociados registrados que Microsoft no admite: rechaza cambios de licencias, plazo y facturación de estas suscripciones.
watch-record-none = Ninguna suscripción activa tiene un asociado registrado que se sepa que falta o no vale.
watch-record-named = *{ $partner }* · PartnerID { $id }
watch-record-unnamed = *PartnerID { $id }*, que no es de ningún asociado del directorio
watch-record-without = *Sin asociado registrado*
watch-record-count = { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
}{ $more ->
    [yes] +
   *[no] { "" }
}
watch-record-mended = Ya no consta que se rechace.
watch-record-list = Suscripciones
watch-record-back = Todos los asociados
renewing-head = :warning: { $count ->
    [one] *Una suscripción se renueva en los próximos 30 días* sin un asociado registrado que Microsoft admita: { $names }
   *[other] *{ $count } suscripciones se renuevan en los próximos 30 días* sin un asociado registrado que Microsoft admita: { $names }
}
renewing-name = { $name } ({ $customer }), PartnerID { $number }, { $at }
renewing-next = Hasta que el Centro de partners tenga uno válido, Microsoft rechaza cambios de licencias, plazo y facturación. Lo que se renueva solo sigue adelante.
events-elsewhere = { $ours ->
    [yes] :satellite: el Centro de partners envía ahora sus eventos a { $address } y ya no aquí
   *[no] :satellite: el Centro de partners envía sus eventos a { $address } y no aquí
}; los cambios se ven aquí en una hora, más o menos
events-elsewhere-next = Quien administra el bot ve las opciones con `python -m bot doctor`
