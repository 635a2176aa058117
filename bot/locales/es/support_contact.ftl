# /support-contact: quién da soporte a qué. Títulos y botones de 24 caracteres como máximo.
support-contact-summary = Consulta quién da soporte a las suscripciones de un cliente, desde cuándo y cómo localizarlo
support-contact-usage = [cliente o revendedor]
support-contact-example = Contoso
support-contact-shortcut = Contactos de soporte
support-contact-title = Contactos de soporte
support-contact-find-placeholder = Nombre, dominio o id
support-contact-find-own = Este cliente
support-contact-find-words = { $count ->
    [one] La que coincide con «{ $query }»
   *[other] Las { $count } que coinciden con «{ $query }»
}
support-contact-find-customers = Clientes
support-contact-find-customers-more = Clientes: los primeros { $count }; escribe más para acotar
support-contact-find-subscriptions = Suscripciones
support-contact-find-subscriptions-more = Suscripciones: las primeras { $count }; escribe más para acotar
support-contact-show-all = Mostrar todas
support-contact-several = { $count } clientes coinciden con «{ $query }». ¿Cuál de ellos?
support-contact-many = Más de { $count } clientes coinciden con «{ $query }». Estos son los más parecidos; si es otro, búscalo arriba.
support-contact-several-subscriptions = Ningún cliente coincide con «{ $query }», pero sí { $count } suscripciones. ¿Cuál de ellas?
support-contact-many-subscriptions = Ningún cliente coincide con «{ $query }», pero sí más de { $count } suscripciones. Estas son las más parecidas; si es otra, búscala arriba.
support-contact-unknown = Ni clientes ni revendedores ni suscripciones coinciden con «{ $query }». Revisa la ortografía, prueba con parte del nombre o con el dominio, o busca arriba.
support-contact-directory-empty = El directorio aún no tiene clientes. Pide a quien administra este bot que los importe (`directory import`).
support-contact-match-subscription = *{ $name }* · { $customer }
support-contact-match-customer = *{ $name }* · { $domain }
support-contact-no-subscriptions = *{ $customer }* no tiene suscripciones en el directorio. Las nuevas aparecen con la próxima importación; si falta alguna, avisa a quien administra este bot.
support-contact-no-match = { $total ->
    [one] La única suscripción de *{ $customer }* no coincide con «{ $query }». Prueba con una palabra más corta o muéstrala.
   *[other] Ninguna de las { $total } suscripciones de *{ $customer }* coincide con «{ $query }». Prueba con una palabra más corta o muéstralas todas.
}
support-contact-range-whole = { $total ->
    [one] *{ $customer }* · la única suscripción
   *[other] *{ $customer }* · { $total } suscripciones
}
support-contact-range = *{ $customer }* · { $first }–{ $last } de { $total } suscripciones
support-contact-range-filtered = { $matching ->
    [one] *{ $customer }* · una de { $total } suscripciones coincide con «{ $query }»
   *[other] *{ $customer }* · { $first }–{ $last } de { $matching } que coinciden con «{ $query }» ({ $total } en total)
}
support-contact-one-of = { $total ->
    [one] *{ $customer }* · la única suscripción
   *[other] *{ $customer }* · una de { $total } suscripciones
}
support-contact-subscription = *{ $name }*
support-contact-quantity = { $count ->
    [one] una licencia
   *[other] { $count } licencias
}
support-contact-started = desde { $since }
support-contact-id = Id.: `{ $id }`
support-contact-tally-reseller = { $count } { $contact }
support-contact-tally-more = { $count } de { $partners ->
    [one] otro
   *[other] otros { $partners }
}
support-contact-tally-ourselves = { $count } nosotros
support-contact-tally-nobody = { $count } sin contacto
support-contact-group = *{ $contact }*
support-contact-group-ourselves = *{ $contact }* (nosotros)
support-contact-group-nobody = *No pueden tener contacto de soporte*
support-contact-no-phone = teléfono desconocido
support-contact-no-email = correo desconocido
support-contact-no-site = sitio desconocido
support-contact-default = desde { $since }
support-contact-assigned = asignada { $since } por { $by }
support-contact-observed = vista { $since } en el Centro de partners o en una importación
support-contact-designated = *Contacto de soporte técnico designado*
    {""}*{ $contact }*, { $source }
    Teléfono: { $phone }
    Correo: { $email }
    Sitio web: { $site }
support-contact-none-possible = *Contacto de soporte técnico designado*
    Ninguno. { $why }
support-contact-ended = Hasta el { $at }: { $contact } · { $why }
support-contact-ended-short = hasta el { $at } { $contact }
support-contact-on-record = *Asociado registrado (PartnerID)*
    { $partner } · PartnerID { $id }
support-contact-on-record-unnamed = *Asociado registrado (PartnerID)*
    PartnerID { $id }, que no es de ningún asociado del directorio
support-contact-on-record-none = *Asociado registrado (PartnerID)*
    Ninguno
support-contact-kept-here = Solo aquí: del nuevo comercio, del uso y del software Microsoft no guarda contacto de soporte, así que ninguna página suya lo muestra.
kept-here-new-commerce = solo aquí; Microsoft no tiene contacto de soporte para el nuevo comercio
kept-here-usage = solo aquí; Microsoft no tiene contacto de soporte para las suscripciones por uso
kept-here-software = solo aquí; Microsoft no tiene contacto de soporte para el software
kept-here-short-new-commerce = solo aquí (nuevo comercio)
kept-here-short-usage = solo aquí (por uso)
kept-here-short-software = solo aquí (software)
support-contact-on-record-unsaid = *Asociado registrado (PartnerID)*
    No lo dicen ni el Centro de partners ni un archivo
support-contact-attention-applied = :hourglass: En vigor, pendiente de revisión
support-contact-attention-invalidated = :warning: Este contacto ha perdido su base: elige otro
support-contact-history = Historial
support-contact-change = Cambiar
support-contact-assign = Asignar
support-contact-details = Detalles
support-contact-previous = Anteriores
support-contact-next = Siguientes
support-contact-history-subject = *{ $name }* · { $customer }
support-contact-history-range = { $total ->
    [one] Un evento
   *[other] { $first }–{ $last } de { $total }{ $more ->
        [yes] +
       *[no] { "" }
    } eventos, del más reciente al más antiguo
}
support-contact-history-older = Los eventos anteriores no figuran aquí. *Exportar* incluye hasta { $most }.
support-contact-history-none = Nadie ha cambiado el contacto de soporte de esta suscripción.
support-contact-history-default = *{ $provider }* fue el predeterminado desde el principio, { $since }.
support-contact-history-default-undated = *{ $provider }* fue el predeterminado desde el principio; no se sabe desde cuándo.
support-contact-history-came-with = *{ $contact }* ya era el contacto cuando esta suscripción llegó al directorio.
support-contact-event-contact-assigned = *Asignado*
support-contact-event-contact-observed = *Visto cambiado en el Centro de partners o en una importación*
support-contact-event-contact-reviewed = *Revisado y cerrado*
support-contact-event-contact-invalidated = *Base perdida*
support-contact-event-contact-restored = *Base recuperada*
support-contact-event-contact-ended = *Terminado con su suscripción*
support-contact-event-why = Motivo: { $why }
support-contact-event-contact-proposed = *Propuesto, a la espera de que todo esté listo*
support-contact-event-assignment-ready = *Listo: ya no falta nada*
support-contact-event-assignment-cancelled = *Descartado sin cambios*
support-contact-event-from = De: { $partner }
support-contact-event-to = A: { $partner }
support-contact-event-state = Estado: { $state }
assignment-state-waiting-relationship = a la espera de una relación
assignment-state-ready = lista para enviar
assignment-state-submitted = guardándose
assignment-state-applied = en vigor, pendiente de revisión
assignment-state-closed = en vigor, revisada y cerrada
assignment-state-gone = suscripción eliminada
assignment-state-ended = terminado con su suscripción
assignment-state-cancelled = descartada
assignment-state-superseded = reemplazada por un cambio posterior
assignment-state-invalidated = sin base, requiere atención
drift-title = Contactos cambiados
drift-one = :warning: *El Centro de partners tiene otro contacto de soporte que el asignado aquí*, y el nuestro lo sigue. { $move }
drift-many = :warning: *El Centro de partners tiene { $count } contactos de soporte distintos de los asignados aquí*, y los nuestros los siguen: { $names }
drift-name = { $subscription } ({ $customer })
drift-move = { $subscription } ({ $customer }): de { $former }, asignado por { $by }, a *{ $contact }*
drift-next = Si no era la intención, elige de nuevo el contacto con `/assign-support` y ponlo también en el Centro de partners si Microsoft guarda uno.

# Contactos que han terminado con sus suscripciones.
ended-title = Contactos terminados
ended-one = :checkered_flag: *{ $contact } ya no da soporte a { $subscription }* ({ $customer }), desde el { $at }. { $why }
ended-many = :checkered_flag: *{ $count } contactos de soporte han terminado con sus suscripciones*: { $names }
ended-name = { $subscription } ({ $customer })
ended-next = Elige quién da soporte a lo que sigue.
ended-successors = Sucesoras
ended-no-successors = Aún no hay en el directorio nada que pueda seguir: ninguna suscripción posterior de este cliente está sin contacto.
ended-why-deleted = La suscripción se eliminó.
ended-why-moved = La suscripción pasó a otro cliente, al que este asociado no atiende.

# Quién dice lo que se muestra.
support-contact-said-partner-center = Del Centro de partners, leído el { $at }
support-contact-said-import = De un archivo del directorio del { $at }
support-contact-said-otherwise = El archivo del { $at } dice otra cosa: { $field } «{ $value }». Vale lo del Centro de partners
support-contact-said-field = { $field ->
    [company_name] nombre
    [domain] dominio
    [relationship_to_partner] relación
    [friendly_name] nombre
    [offer_name] oferta
    [product_type] tipo de producto
    [billing_type] facturación
    [quantity] cantidad
    [status] estado
    [partner_id] asociado registrado
    [creation_date] inicio
   *[other] dato
 }

# Lo que atiende un revendedor.
support-contact-find-reseller = Este revendedor
support-contact-find-filter = Lo que coincide con «{ $query }»
support-contact-find-resellers = Revendedores
support-contact-find-resellers-more = Revendedores: los primeros { $count }; escribe más para acotar
support-contact-several-parties = { $count } clientes y revendedores coinciden con «{ $query }». ¿Cuál de ellos?
support-contact-many-parties = Más de { $count } clientes y revendedores coinciden con «{ $query }». Estos son los más parecidos; si es otro, búscalo arriba.
support-contact-match-reseller = *{ $name }* · revendedor, PartnerID { $mpn }
support-contact-reseller-none = *{ $reseller }* no es el contacto de soporte de ninguna suscripción.
support-contact-reseller-no-match = { $total ->
    [one] La única suscripción de la lista de *{ $reseller }* no coincide con «{ $query }». Prueba con una palabra más corta o muéstralas todas.
   *[other] Ninguna de las { $total } suscripciones de la lista de *{ $reseller }* coincide con «{ $query }». Prueba con una palabra más corta o muéstralas todas.
}
support-contact-reseller-range = { $total ->
    [one] *{ $reseller }* da soporte a una suscripción
   *[other] *{ $reseller }* · da soporte a { $first }–{ $last } de { $total } suscripciones, por cliente
}
support-contact-reseller-filtered = { $matching ->
    [one] *{ $reseller }* · una de las { $total } suscripciones a las que da soporte coincide con «{ $query }»
   *[other] *{ $reseller }* · { $first }–{ $last } de { $matching } que coinciden con «{ $query }», de { $total } a las que da soporte
}
support-contact-reseller-part = Atiende más de lo que cabe en una lista: esta es una parte, y los números y el filtro son de esta parte.
support-contact-until = privilegios de administrador (GDAP) { $until }
support-contact-until-unrelated = :warning: sin relación establecida con este cliente
support-contact-further = Siguiente parte
support-contact-beginning = Desde el principio
support-contact-near = Nada coincide con «{ $query }». ¿Querías decir…?
support-contact-by-reference = «{ $query }» es una referencia. Esto es lo que la nombra.

names-edit = Editar nombres
names-title = Nombres
names-about = *{ $name }* también se encuentra por estos nombres: en menús, tras los comandos y en archivos.
names-field = También se llama
names-hint = Uno por línea, { $count } como máximo.
names-from-file = Del archivo del directorio: { $names }
names-had = Antes se llamaba: { $names }
names-also = también { $names }
names-former = antes { $names }
names-saved = :white_check_mark: Se han guardado los nombres de *{ $name }*.
names-many = { $count } nombres: cinco como máximo.
names-long = «{ $name }» tiene { $count } caracteres: 80 como máximo.
names-unseen = «{ $name }» contiene algo que no se ve. Escríbelo de nuevo.
names-known = Ya se encuentra por «{ $name }».
names-changed-meanwhile = Otra persona ha cambiado estos nombres mientras tanto. Vuelve a abrir el formulario.
names-gone = Este cliente o partner ya no está en el directorio.
