# Lo que espera a una persona, en un mensaje al día; lo mismo para el canal del equipo, sin botones.
reminders-many = { $count ->
    [one] *Tienes una cosa pendiente*
   *[other] *Tienes { $count } cosas pendientes*
}
reminders-team = { $count ->
    [one] *Una cosa lleva pendiente más de lo habitual*
   *[other] *{ $count } cosas llevan pendientes más de lo habitual*
}
reminders-old = :zzz: *Recordatorios anteriores.* Lo que sigue pendiente está en el mensaje más reciente, en `/relationships` y en Inicio.
reminders-done = :white_check_mark: *Todo esto ya está resuelto.*
reminders-request = :hourglass_flowing_sand: *{ $kind }* para *{ $target }*: sin respuesta desde hace { $days ->
    [0] menos de un día
    [one] un día
   *[other] { $days } días
}. Enviada a { $recipient }; recordatorio { $count }; caduca { $due }.
reminders-owner = A cargo de { $owner }.
reminders-last = *Último aviso.*
reminders-late = :warning: Este recordatorio llega tarde: el bot no estaba en marcha cuando tocaba.
reminders-expired = :alarm_clock: *{ $kind }* para *{ $target }*: caducó { $resolved } sin respuesta. Solicítala de nuevo si aún hace falta.
reminders-expired-partly = :alarm_clock: *{ $kind }* para *{ $target }*: caducó { $resolved }, aceptada solo en parte. Solicita de nuevo lo que falta si aún hace falta.
reminders-review = :mag: *{ $contact }* para { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
} de *{ $customer }*: en vigor desde { $since }, sin revisar todavía. Revísalo y pulsa Cerrar.
reminders-ending = :key: Los privilegios de administrador (GDAP) de *{ $partner }* con *{ $customer }* terminan { $ends }. { $count ->
    [0] Ningún contacto de soporte depende de ellos.
    [one] Un contacto de soporte depende de ellos.
   *[other] { $count } contactos de soporte dependen de ellos.
} Solicita otros nuevos o activa la extensión automática.
reminders-ended = :key: Los privilegios de administrador (GDAP) de *{ $partner }* con *{ $customer }* terminaron { $ends }. { $count ->
    [0] Ningún contacto de soporte depende de ellos.
    [one] Un contacto de soporte depende de ellos.
   *[other] { $count } contactos de soporte dependen de ellos.
} Solicita otros nuevos.
reminders-more = { $count ->
    [one] …y una más. `/relationships` muestra todo lo pendiente.
   *[other] …y { $count } más. `/relationships` muestra todo lo pendiente.
}
reminders-snooze = Posponer
reminders-hour = 1 hora
reminders-tomorrow = Hasta mañana a las 9:00
reminders-pick = Elegir fecha y hora…
reminders-stop = Detener recordatorios
reminders-stop-confirm = Nadie recibirá más recordatorios de esta solicitud. Caducará igualmente en su fecha.
reminders-snoozed = :zzz: Pospuesto por { $by } hasta { $until }.
reminders-let-go = :wave: { $by } la ha descartado. Ya no espera a nadie.
reminders-stopped = :no_bell: { $by } ha detenido los recordatorios. Caducará igualmente en su fecha.
reminders-snooze-title = Posponer
reminders-snooze-until = Recordármelo
reminders-snooze-hint = Nunca fuera de tu horario de trabajo: entonces, la siguiente mañana laborable.
reminders-departure = :door: *{ $name }* se va desde el { $at }: { $done } de { $steps } pasos hechos. Sigue o cierra la salida con lo que quede.
