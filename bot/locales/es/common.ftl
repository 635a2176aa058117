# Palabras comunes a varios comandos.
button-submit = Enviar
button-next = Siguiente
button-close = Cerrar
button-cancel = Cancelar
button-back = Atrás
button-review = Revisar
button-done = Listo
button-show = Mostrar
loading = Cargando…
field-reason = Motivo
field-agreement = Contrato de soporte
field-agreement-hint = Referencia, fecha o condiciones en una línea; se guarda con la asignación.
unknown = desconocido
names-more = { $count ->
    [one] una más
   *[other] { $count } más
}
subscriptions-more = { $count ->
    [one] y una suscripción más
   *[other] y { $count } suscripciones más
}
event-who = { $what } { $at } por { $by }
event-other = *Otro paso*
event-by-import = la importación del directorio
event-by-erased = alguien cuyos datos se borraron ({ $pseudonym })
event-by-itself = el propio bot
event-why = Motivo: { $text }
event-on-behalf = En nombre de: { $owner }
event-reference = Referencia: { $reference }
privileges-until = hasta el { $at }, no se prorroga solo
privileges-extended = hasta el { $at }, se prorroga solo
privileges-ended = terminó el { $at }
privileges-overdue = debía prorrogarse solo el { $at }; no se sabe si lo hizo
papers-agreement = Contrato de soporte: { $text }
papers-ticket = Ticket: { $text }
papers-message = El mensaje que lo pidió
field-ticket = Ticket
field-ticket-hint = Su número, si lo hay: con él se encuentra el contacto en /support-contact.
papers-agreement-until = Contrato de soporte: { $text }, hasta el { $last }
field-agreed-placeholder = Ninguno
field-agreed-hint = Los registrados con este revendedor. Otros se registran en su página de /support-contact.
