assign-summary = Elige quién da soporte técnico a las suscripciones de un cliente
assign-usage = [cliente] [revendedor] o [id. de suscripción]
assign-example = Contoso
assign-shortcut = Asignar soporte
assign-title = Asignar soporte
assign-customer = Cliente
assign-customer-placeholder = Nombre, dominio o id. de inquilino
assign-customer-hint = Empieza a escribir; no importan los acentos ni las mayúsculas.
assign-several = { $count ->
    [one] Un cliente coincide con «{ $query }»: elígelo abajo.
   *[other] { $count } clientes coinciden con «{ $query }»: elige uno abajo.
}
assign-more-than = Más de { $count } clientes coinciden con «{ $query }»: elige uno abajo; escribe más para acotar la lista.
assign-none = Ningún cliente coincide con «{ $query }». Revisa la ortografía o busca por dominio.
assign-no-reseller = Ningún revendedor coincide con «{ $query }». Elige el contacto abajo o búscalo en «Otro…».
assign-several-resellers = «{ $query }» coincide con { $more ->
    [yes] más de { $count }
   *[no] { $count }
} revendedores: elige el contacto abajo.
assign-reseller-known = *{ $contact }* queda como contacto en cuanto elijas el cliente.
assign-directory-empty = El directorio aún no tiene clientes. Pide a quien administra este bot que los importe (`directory import`).
assign-subscriptions = Suscripciones
assign-subscriptions-placeholder = Una o varias
assign-more-lines = { $count ->
    [one] y una más
   *[other] y { $count } más
}
assign-contact = Contacto de soporte técnico designado
assign-contact-placeholder = Proveedor o revendedor
assign-group-named = Nombrados en las suscripciones elegidas
assign-part-on-record = asociado registrado
assign-part-present = contacto de soporte ahora
assign-group-possible = Pueden tener contacto de soporte
assign-group-without = No pueden tenerlo
assign-group-impossible = Aún no es posible
assign-group-impossible-more = Aún no es posible: escribe más para acotar
assign-group-provider = Proveedor indirecto (predeterminado)
assign-group-eligible = Revendedores aptos
assign-group-eligible-more = Primeros { $shown } de { $count } revendedores aptos: escribe para acotar
assign-group-else = ¿No está en la lista?
assign-someone-else = Otro…
assign-someone-else-why = Busca entre todos los revendedores y mira qué les falta
assign-other = ¿Qué revendedor?
assign-other-placeholder = Nombre, dominio o PartnerID
assign-not-known = ¿No aparece? Puede que aún no tenga una asociación con nosotros.
assign-mpn = PartnerID { $id }
assign-reach = El cliente verá: { $ways }
assign-agreed = Acordado con este revendedor: { $text }
assign-line = *{ $subscription }*: soporte de *{ $contact }* ({ $source })
assign-line-none = *{ $subscription }*: sin contacto de soporte. { $why }
assign-status = suscripción: { $status }
assign-on-record = asociado registrado: { $partner }
source-default = predeterminado desde { $since }
source-default-undated = predeterminado
source-assigned = asignado { $since } por { $by }
source-assigned-undated = asignado por { $by }
source-observed = visto { $since } en el Centro de partners o en una importación
source-observed-undated = visto en el Centro de partners o en una importación
assign-changed-meanwhile = *Alguien cambió esto mientras tenías el formulario abierto.* No se ha guardado nada. Revisa la situación actual y pulsa Enviar para reemplazarla:
assign-no-change = { $count ->
    [one] { $contact } ya es el contacto de soporte de esta suscripción. No hay nada que cambiar.
   *[other] { $contact } ya es el contacto de soporte de las { $count } suscripciones. No hay nada que cambiar.
}
assign-how-many = Elige entre una y { $most } suscripciones.
assign-subscription-gone = Una de las suscripciones ya no es de este cliente. Elige de nuevo.
assign-choose-reseller = Elige el revendedor.
assign-not-eligible = *Todavía no se puede elegir a { $partner }:*
assign-asked = :hourglass: *{ $kind }:* se pidió { $at } ({ $by }), a la espera de { $target }
assign-asked-unsent = :memo: *{ $kind }:* se preparó { $at } ({ $by }), sin enviar todavía
assign-waits = { $count ->
    [one] :hourglass: Una suscripción elegida espera a { $partner }, guardada { $at } por { $by }.
   *[other] :hourglass: { $count } suscripciones elegidas esperan a { $partner }, guardadas { $at } por { $by }.
}
assign-waits-by-itself = En cuanto no falte nada, se aplica automáticamente.
assign-waits-told = En cuanto no falte nada, { $by } recibe un aviso y puede enviarla.
assign-not-ours = *Todavía no se puede atender a este cliente:*
assign-replaced-already = Nada de este cambio sigue en vigor, así que no se ha restablecido nada.
assign-former-not-eligible = El contacto anterior ya no es apto, así que no se ha restablecido nada. Asigna otro contacto.
assign-put-back = *Restablecido.* { $count ->
    [one] { $names } tiene otra vez su contacto de soporte anterior.
   *[other] { $names } tienen otra vez sus contactos de soporte anteriores.
} Elige otro contacto abajo, o déjalo así con Cancelar.
assign-kept = Sin restablecer, porque cambió de nuevo o el contacto anterior ya no es apto: { $names }
assign-request-customer = Solicitar relación de revendedor
assign-request-partnership = Solicitar una asociación
assign-request-relationship = Solicitar relación de revendedor
assign-request-gdap = Solicitar privilegios
assign-option-now = ahora { $contact }

check-e1-deleted = La suscripción está eliminada; no puede tener contacto de soporte.
check-e1-deleted-for = «{ $subscription }» está eliminada y no puede tener contacto de soporte. Quítala de la selección.
check-e2-new-commerce = No disponible para suscripciones de nuevo comercio.
check-e2-new-commerce-for = «{ $subscription }» es de nuevo comercio; el Centro de partners no tiene contacto de soporte para ellas. Quítala de la selección.
check-e2-not-licensed = Solo las suscripciones por licencia tienen contacto de soporte.
check-e2-not-licensed-for = «{ $subscription }» es por uso; solo las suscripciones por licencia tienen contacto de soporte. Quítala de la selección.
check-e3-not-our-customer = El cliente no tiene relación de revendedor con nosotros; solicítala primero.
check-e5-no-partnership = No hay una asociación activa entre { $partner } y nosotros.
check-e5-not-a-reseller = { $partner } no es un revendedor indirecto.
check-e6-mpa-unsigned = { $partner } no ha firmado el Contrato de Microsoft Partner. Pídele que lo firme en el Centro de partners.
check-e6-inactive = { $partner } no está activo en el programa CSP. Pídele que reactive su cuenta.
check-e7-other-region = { $partner } está en otra región; solo hay asociaciones dentro de una misma región.
check-e8-no-relationship = { $partner } no tiene una relación establecida con este cliente.
check-e9-no-delegated-admin = { $partner } no tiene privilegios de administrador delegados (DAP o GDAP) con este cliente.
check-e9-expired = Los privilegios de administrador delegados de { $partner } con este cliente han caducado.
check-e10-same = { $partner } ya es el contacto de soporte.
why-e1-deleted = eliminada
why-e2-new-commerce = nuevo comercio
why-e2-not-licensed = no es por licencias
why-e3-not-our-customer = no es cliente nuestro
why-e5-no-partnership = sin asociación con nosotros
why-e5-not-a-reseller = no es revendedor indirecto
why-e6-mpa-unsigned = sin firmar el Partner Agreement
why-e6-inactive = no activo en CSP
why-e7-other-region = otra región
why-e8-no-relationship = sin relación
why-e9-no-delegated-admin = sin privilegios
why-e9-expired = privilegios caducados
why-e10-same = ya es el contacto de soporte

review-title = Revisión
review-later = Más tarde
review-headline = :white_check_mark: *{ $contact }* es ahora el contacto de soporte técnico designado de { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
} de *{ $customer }*, asignado por { $by }.
review-headline-past = :leftwards_arrow_with_hook: { $by } asignó a *{ $contact }* como contacto de soporte técnico designado de { $count ->
    [one] una suscripción
   *[other] { $count } suscripciones
} de *{ $customer }* en su momento.
review-notice = :white_check_mark: *{ $contact }* es ahora el contacto de soporte técnico designado de *{ $names }* ({ $customer }); lo asignó { $by }.
review-notice-past = :leftwards_arrow_with_hook: { $by } puso a *{ $contact }* como contacto de soporte técnico designado de *{ $names }* ({ $customer }).
review-change = *{ $subscription }*: de { $former } a *{ $contact }*, desde { $since }
review-change-past = *{ $subscription }*: de { $former } a { $contact } ({ $state })
review-unchanged = { $count ->
    [one] Una suscripción elegida ya tenía este contacto y no se tocó.
   *[other] { $count } suscripciones elegidas ya tenían este contacto y no se tocaron.
}
review-seen = *Lo que verá el cliente*
    Nombre: { $name }
    Teléfono: { $phone }
    Correo: { $email }
    Sitio web: { $site }
review-missing = no consta; pide al asociado que complete su perfil de soporte
review-next = Revisa los cambios y pulsa Cerrar. «No es correcto» restablece el contacto anterior.
review-not-right = No es correcto
review-not-right-confirm = Las suscripciones recuperan su contacto de soporte anterior y podrás elegir de nuevo.
review-put-back = Restablecer
review-kept-some = { $count ->
    [one] una de ellas solo aquí; Microsoft no tiene contacto de soporte para ella
   *[other] { $count } de ellas solo aquí; Microsoft no tiene contacto de soporte para ellas
}
sentence-after-submit = *Para el cliente*, una vez enviado:
sentence-after-submit-kept = *Para el cliente*, una vez enviado. Microsoft no le muestra nada de esto:
sentence-now = *Para informar al cliente*
sentence-now-kept = *Para informar al cliente.* Microsoft no le muestra nada de esto:
sentence-open-mail = Abrir en el correo
sentence-open-mail-empty = Abrir en el correo
    (el texto es demasiado largo para un vínculo: pégalo desde arriba)
review-reason = Motivo: { $text }
review-state-open = :hourglass: En vigor, pendiente de revisión
review-state-closed = :white_check_mark: Revisado y cerrado por { $by } { $at }
review-state-lost = :warning: Sin base, requiere atención
review-state-in-force = :white_check_mark: En vigor
review-state-gone = :wastebasket: La suscripción está eliminada; no hay nada que revisar
review-state-ended = :checkered_flag: Terminado con su suscripción
review-state-dropped = :no_entry_sign: Sin asignar
review-state-replaced = :leftwards_arrow_with_hook: Reemplazado por un cambio posterior

error-customer-gone = Este cliente ya no está en el directorio. Busca de nuevo.
error-partner-gone = Este asociado ya no está en el directorio. Busca de nuevo.
error-subscription-gone = Esta suscripción ya no está en el directorio. Busca de nuevo.
error-batch-gone = Esta asignación no existe.
near-customers = ¿Querías decir { $names }?
assign-message = Asignar del mensaje
assign-message-about = Elige quién da soporte al cliente que nombra este mensaje, con su ticket y su dirección
assign-found = El mensaje nombra a { $names }: revisa lo que ya está rellenado abajo.
assign-found-several = El mensaje puede referirse a { $names }: elige abajo de quién se trata.
assign-found-none = El mensaje no nombra a nadie del directorio. Elige abajo de quién se trata.
