# /support-contact: quién da soporte a qué. Títulos y botones de 24 caracteres como máximo.
contact-summary = Consulta quién da soporte a las suscripciones de un cliente, desde cuándo y cómo localizarlo
contact-usage = [cliente]
contact-example = Contoso
contact-shortcut = Ver quién da soporte
contact-title = Contactos de soporte
contact-customer = Cliente
contact-customer-placeholder = Nombre, dominio o id. de inquilino
contact-customer-missing = Elige un cliente de la lista.
contact-find = Buscar una suscripción
contact-find-placeholder = Parte de su nombre, oferta, cliente o id.
contact-filter = Filtrar por suscripción o revendedor
contact-show = Mostrar
contact-show-all = Mostrar todas
contact-several = { $count } clientes coinciden con «{ $query }». ¿Cuál de ellos?
contact-many = Más de { $count } clientes coinciden con «{ $query }». Estos son los más parecidos; si es otro, búscalo abajo.
contact-several-subscriptions = Ningún cliente coincide con «{ $query }», pero sí { $count } suscripciones. ¿Cuál de ellas?
contact-many-subscriptions = Ningún cliente coincide con «{ $query }», pero sí más de { $count } suscripciones. Estas son las más parecidas; si es otra, búscala abajo.
contact-unknown = Ni clientes ni suscripciones coinciden con «{ $query }». Revisa la ortografía, prueba con parte del nombre o con el dominio, o busca abajo.
contact-directory-empty = El directorio aún no tiene clientes. Pide a quien administra este bot que los importe (`directory import`).
contact-match-subscription = *{ $name }* · { $customer }
contact-match-customer = *{ $name }* · { $domain }
contact-no-subscriptions = *{ $customer }* no tiene suscripciones en el directorio. Las nuevas aparecen con la próxima importación; si falta alguna, avisa a quien administra este bot.
contact-no-match = { $total ->
    [one] La única suscripción de *{ $customer }* no coincide con «{ $query }». Prueba con una palabra más corta o muéstrala.
   *[other] Ninguna de las { $total } suscripciones de *{ $customer }* coincide con «{ $query }». Prueba con una palabra más corta o muéstralas todas.
}
contact-range = { $total ->
    [one] *{ $customer }* · la única suscripción
   *[other] *{ $customer }* · { $first }–{ $last } de { $total } suscripciones
}
contact-range-filtered = { $matching ->
    [one] *{ $customer }* · una de { $total } suscripciones coincide con «{ $query }»
   *[other] *{ $customer }* · { $first }–{ $last } de { $matching } que coinciden con «{ $query }» ({ $total } en total)
}
contact-one-of = { $total ->
    [one] *{ $customer }* · la única suscripción
   *[other] *{ $customer }* · una de { $total } suscripciones
}
contact-subscription = *{ $name }*
contact-offer = { $offer } · { $status }
contact-designated = *Contacto de soporte técnico designado*
    {""}*{ $contact }*, { $source }
    Teléfono: { $phone }
    Correo: { $email }
    Sitio web: { $site }
contact-none-possible = *Contacto de soporte técnico designado*
    Ninguno. { $why }
contact-on-record = *Asociado registrado (PartnerID)*
    { $partner } · PartnerID { $id }
contact-on-record-unnamed = *Asociado registrado (PartnerID)*
    PartnerID { $id }, que no es de ningún asociado del directorio
contact-on-record-none = *Asociado registrado (PartnerID)*
    Ninguno
contact-attention-applied = :hourglass: En vigor, pendiente de revisión
contact-attention-invalidated = :warning: Este contacto ha perdido su base: elige otro
contact-history = Historial
contact-change = Cambiar
contact-previous = Anteriores
contact-next = Siguientes
contact-history-subject = *{ $name }* · { $customer }
contact-history-range = { $total ->
    [one] Un evento
   *[other] { $first }–{ $last } de { $total } eventos, del más reciente al más antiguo
}
contact-history-none = Nadie ha cambiado el contacto de soporte de esta suscripción.
contact-history-default = *{ $provider }* fue el predeterminado desde el principio, { $since }.
contact-history-default-undated = *{ $provider }* fue el predeterminado desde el principio; no se sabe desde cuándo.
contact-event-contact-assigned = *Asignado*
contact-event-contact-observed = *Visto cambiado en el Centro de partners o en una importación*
contact-event-contact-reviewed = *Revisado y cerrado*
contact-event-contact-invalidated = *Base perdida*
contact-event-other = *{ $action }*
contact-event-who = { $what } { $at } por { $by }
contact-event-from = De: { $partner }
contact-event-to = A: { $partner }
contact-event-state = Estado: { $state }
contact-event-why = Motivo: { $text }
contact-event-agreement = Contrato de soporte: { $text }
contact-event-failure = Error: { $text }
contact-event-reference = Referencia: { $reference }
contact-by-import = la importación del directorio
assignment-state-proposed = propuesta
assignment-state-waiting-relationship = a la espera de una relación
assignment-state-ready = lista para enviar
assignment-state-submitted = escribiéndose
assignment-state-applied = en vigor, pendiente de revisión
assignment-state-closed = en vigor, revisada y cerrada
assignment-state-failed = rechazada
assignment-state-cancelled = descartada
assignment-state-superseded = reemplazada por un cambio posterior
assignment-state-invalidated = sin base, requiere atención
