# Inicio de la app y lo que cada persona elige allí. Títulos y botones de 24 caracteres como máximo, encabezados 150.
home-title = Contactos de soporte
home-about = Aquí se decide quién da soporte técnico a cada suscripción de tus clientes: tu organización o un revendedor.
    Esta página muestra lo que tienes pendiente, lo que has solicitado, los privilegios que terminan pronto y lo que ha hecho el equipo.
    Cada comando responde a `help`; nada cambia antes de pulsar Enviar.
home-come-back = Cuando tengas un rol, abre de nuevo esta pestaña.
home-waiting = Pendiente de mí ({ $count }{ $more ->
    [yes] +
   *[no] { "" }
})
home-waiting-none = :white_check_mark: No tienes nada pendiente.
home-start-assign = Empieza con *Asignar soporte*: elige un cliente, sus suscripciones y quién les da soporte.
home-start-view = Empieza con `/support-contact` y el nombre de un cliente para ver quién da soporte a cada cosa.
home-start-request = Empieza con *Solicitar relación*: invita a un revendedor a trabajar contigo.
home-asked = Solicitadas por mí, a cargo de otros ({ $count }{ $more ->
    [yes] +
   *[no] { "" }
})
home-assigned-title = Mis últimas asignaciones
home-expiring = Privilegios que terminan pronto ({ $count }{ $more ->
    [yes] +
   *[no] { "" }
})
home-recent = Últimos cambios del equipo
home-recent-none = Aún no hay cambios. La primera asignación aparecerá aquí.
home-range = { $first }–{ $last } de { $total }{ $more ->
    [yes] +
   *[no] { "" }
}
home-refresh = Actualizar
home-settings = Ajustes
home-updated = Actualizado { $at }
home-age = { $days ->
    [0] hoy
    [1] ayer
   *[other] hace { $days } días
}
home-left = { $days ->
    [0] hoy
    [1] mañana
   *[other] en { $days } días
}
home-name = *{ $name }*
home-customers = { $count } clientes
home-owner = Ahora la lleva { $owner }.
home-lost = :warning: *{ $subscription }* ({ $customer }): ya no existe la base de *{ $contact }* como contacto de soporte. Asignado { $age }.
home-review = :hourglass_flowing_sand: { $count ->
    [one] Una suscripción de *{ $customer }* está
   *[other] { $count } suscripciones de *{ $customer }* están
} ahora con *{ $contact }*: falta tu revisión. Enviado { $age }.
home-job = :hourglass_flowing_sand: { $count ->
    [one] Se asignó un contacto
   *[other] Se asignaron { $count } contactos
} de soporte de una vez, { $age }. Mira el resultado en nuestra conversación y cierra la revisión.
home-expired = :alarm_clock: *{ $kind }*: { $target }, enviada { $age }, caducó sin respuesta. Solicítala de nuevo o déjala.
home-expired-partly = :alarm_clock: *{ $kind }*: { $target }, enviada { $age }, caducó aceptada en parte. Solicita de nuevo lo que falta o déjala.
home-drafted = :pencil2: *{ $kind }*: { $target }, texto preparado { $age }, sin enviar todavía.
home-pending = :outbox_tray: *{ $kind }*: { $target }, enviada { $age }, aún sin respuesta; caduca { $due }.
home-pending-partly = :outbox_tray: *{ $kind }*: { $target }, enviada { $age }; caduca { $due }.
home-assigned = *{ $contact }*: { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
} de *{ $customer }*, { $age } · { $state }
home-expiring-line = :calendar: *{ $partner }* con *{ $customer }*: los privilegios (GDAP) terminan { $left }, { $ends }. { $count ->
    [one] Un contacto de soporte depende de ellos.
   *[other] { $count } contactos de soporte dependen de ellos.
}
home-event-contact-assigned = { $at }: { $by } asignó a *{ $contact }* como contacto de soporte de { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
} de { $about }
home-event-contact-observed = { $at }: se ha visto que *{ $contact }* atiende { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
} de { $about }
home-event-contact-invalidated = { $at }: *{ $contact }* perdió la base como contacto de { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
} de { $about }
home-event-request-pending = { $at }: { $by } envió la invitación a { $about }
home-event-request-established = { $at }: { $about } aceptó, la relación está establecida
home-event-request-declined = { $at }: { $about } rechazó la invitación
home-event-request-expired = { $at }: caducó la invitación a { $about }
home-event-request-withdrawn = { $at }: { $by } retiró la invitación a { $about }
home-no-role = *Todavía no tienes acceso a nada de aquí.*
home-ready = :arrow_forward: *{ $contact }* ya puede atender { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
} de *{ $customer }*: envíalo. Propuesto { $age }.
home-event-contact-restored = { $at }: *{ $contact }* vuelve a ser un contacto válido de { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
} de { $about }
home-event-relationship-removed = { $at }: { $by } quitó la relación de { $about } con *{ $contact }*
home-event-relationship-removed-own = { $at }: { $by } quitó nuestra relación con { $about }
home-event-partnership-removed = { $at }: { $by } quitó la asociación con *{ $contact }*

settings-title = Mis ajustes
settings-save = Guardar
settings-hour = Hora de los recordatorios
settings-hour-usual = La habitual (09:00)
settings-hour-hint = Un mensaje al día como máximo, y solo si hay algo pendiente.
settings-quiet = Días sin recordatorios
settings-quiet-hint = Esos días no se envía ninguno; los fines de semana, tampoco.
settings-language = Idioma
settings-language-usual = Como en mi perfil de Slack
settings-zone = Tu zona horaria, según tu perfil de Slack: { $zone }
settings-bad-hour = Elige una hora entre 0 y 23.
settings-all-quiet = Deja al menos un día laborable para los recordatorios. Para no recibir más avisos de una solicitud, detén los suyos.
settings-bad-language = Elige uno de los idiomas de la lista.
settings-elsewhere = Has guardado tus ajustes en otro sitio en este momento. No se ha cambiado nada; ábrelos de nuevo para ver cómo están.
# Ausencia: quién sustituye, en los ajustes, en el inicio y en los avisos.
absence-stand-in = Fuera de la oficina: sustituto
absence-stand-in-hint = Recordatorios, revisiones y asignaciones en espera irán a esa persona en tu ausencia. Déjalo vacío si estás aquí.
absence-first = Ausente desde
absence-last = Último día de ausencia
absence-whom = Elige quién te sustituye o borra las fechas.
absence-oneself = No puedes sustituirte a ti. Elige a otra persona.
absence-may-not = Esta persona no tiene ningún rol aquí y no podría hacer nada en tu lugar. Elige a alguien que tenga uno.
absence-away-too = Esta persona también está ausente, hasta el { $until }. Elige a alguien que esté.
absence-bad-last = Elige el último día: hoy o más tarde, y no antes del primero.
absence-too-long = Elige un último día dentro de los próximos { $days } días; anótalo de nuevo más adelante.
absence-own = :palm_tree: { $by } te sustituye desde { $first } hasta { $last }.
absence-instead = :palm_tree: *En lugar de { $owner }*, ausente hasta { $last }: { $count ->
    [0] no hay nada en espera
    [one] hay una cosa en espera
   *[other] hay { $count } cosas en espera
}. Lo que hagas en su lugar se anota con los dos nombres.
absence-for = (En lugar de { $owner }, ausente.)
absence-named = :palm_tree: { $owner } estará ausente desde { $first } hasta { $last } y ha indicado que le sustituyes. Sus recordatorios, revisiones y asignaciones en espera te llegarán entonces. El inicio de la aplicación los muestra.
absence-refused = :warning: { $by } ya no tiene ningún rol y deja de sustituir a { $owner }. Los recordatorios vuelven a { $owner } hasta que se indique a otra persona en el inicio de la aplicación.
weekday-1 = Lunes
weekday-2 = Martes
weekday-3 = Miércoles
weekday-4 = Jueves
weekday-5 = Viernes
# Los cuatro números y la barra de arriba. Las marcas de la barra van delante de sus palabras.
desk-requests = *{ $count }*
    { $count ->
    [one] solicitud sin respuesta
   *[other] solicitudes sin respuesta
}
desk-established = *{ $count }*
    { $count ->
    [one] aceptada en los últimos 7 días
   *[other] aceptadas en los últimos 7 días
}
desk-ends = *{ $count }*
    { $count ->
    [one] GDAP que termina en 30 días o menos, sin extensión automática
   *[other] GDAP que terminan en 30 días o menos, sin extensión automática
}
desk-record = *{ $count }*
    { $count ->
    [one] suscripción sin un asociado registrado que Microsoft acepte
   *[other] suscripciones sin un asociado registrado que Microsoft acepte
}
desk-bar = { $count ->
    [one] *Quién da soporte a la única suscripción de nuestros clientes*
   *[other] *Quién da soporte a las { $count } suscripciones de nuestros clientes*
}
desk-resellers = { $mark } *{ $share }* ({ $count }) revendedores
desk-ours = { $mark } *{ $share }* ({ $count }) nosotros, porque alguien lo eligió
desk-unset = { $mark } *{ $share }* ({ $count }) nadie eligió: nosotros por defecto
desk-reseller = { $name } { $share }
desk-others = { $count ->
    [one] otro { $share }
   *[other] otros { $count } { $share }
}
desk-share = { $share } %
desk-share-little = menos del 1 %
desk-at = Contado { $at }.
