# /request-relationship. Los botones llevan las palabras del Centro de partners (docs/domain.md#words-on-buttons).
request-summary = Invita a un cliente o a un revendedor a una relación
request-usage = [cliente o revendedor]
request-example = /request-relationship Contoso
request-shortcut = Solicitar relación
request-title = Solicitar relación
request-text-title = Texto de invitación
request-resend-title = Reenviar invitación
request-sent-title = Invitación enviada
request-twin-title = Ya solicitada
request-step-one = Paso 1 de 2: a quién se invita
request-step-two = Paso 2 de 2: revisa el texto, envíalo y pulsa Listo
request-step-two-mail = Paso 2 de 2: revisa el texto y pulsa Enviar
request-later = Más tarde
request-kind = Qué tipo
request-kind-customer-reseller = Relación de revendedor con un cliente
request-kind-customer-reseller-about = El cliente y nosotros
request-kind-customer-indirect-reseller = Cliente con revendedor y nosotros en un solo vínculo
request-kind-customer-indirect-reseller-about = Un revendedor nuestro dará soporte al cliente
request-kind-partnership = Asociación con un revendedor
request-kind-partnership-about = Para poder elegirlo como contacto de soporte
request-kind-gdap = Privilegios de administrador delegados (GDAP)
request-kind-gdap-about = Necesarios para el soporte; en una relación existente
request-customer = Cliente
request-customer-placeholder = Nombre, dominio o id. de inquilino
request-customer-hint = ¿Aún no está en el directorio? Escribe el nombre y elige la última línea.
request-reseller = Revendedor
request-reseller-placeholder = Nombre, dominio o PartnerID
request-reseller-hint = ¿Aún no está en el directorio? Escribe el nombre y elige la última línea.
request-for-whom = Para qué revendedor
request-for-whom-hint = Déjalo vacío para pedirlos para nosotros.
request-newcomer-about = Aún no está en el directorio: solicitar con este nombre
request-language = Idioma de la invitación
request-language-auto = El idioma de su país; si no consta, el del nuestro
request-language-en = English
request-language-es = Español
request-dap = Permiso de administración
request-dap-label = Incluir privilegios de administrador delegados (DAP)
request-dap-about = Para Microsoft Entra ID y Microsoft 365
request-along = En la misma invitación
request-along-customer-reseller = También una relación solo con nosotros
request-along-customer-reseller-about = Un vínculo más: se mantiene si el revendedor se va
request-along-gdap = También roles de administrador (GDAP)
request-along-gdap-about = Un vínculo más; el soporte lo necesita si no hay DAP
request-not-along = Estos vínculos no se solicitan juntos. Elige lo que ofrece el formulario.
request-agreement = Contrato de soporte
request-agreement-hint = Referencia, fecha o condiciones en una línea; se guarda con la relación.
request-note = Nota
request-several = { $count ->
    [one] «{ $query }» coincide con una entrada del directorio: elígela abajo.
   *[other] «{ $query }» coincide con { $count } entradas del directorio: elige abajo.
}
request-many = «{ $query }» coincide con más de { $count } entradas: elige abajo; escribe más para acotar la lista.
request-none = Nadie del directorio coincide con «{ $query }». Revisa la ortografía, o escribe el nombre abajo y elige la última línea para solicitar con ese nombre.
request-renamed = { $name } (solicitado como { $asked })
request-about = *{ $kind }*: { $target }, a petición de { $inviter }
request-link = *Vínculo* (se queda en el texto; es de { $inviter } y no nombra a ningún cliente)
request-links = *{ $count ->
    [one] Un vínculo
   *[other] { $count } vínculos
}* por aceptar (se quedan en el texto y no nombran a ningún cliente)
request-domain = Dominio del cliente
request-domain-hint = Como en su correo o en su web. Con él lo reconozco cuando acepte; lo mejor es el dominio principal de Microsoft 365.
request-domain-known = { $domain } es el dominio de { $customer }, que está en el directorio. Pulsa Atrás y elígelo allí.
request-text = Texto del correo
request-text-hint-mail = Cambia lo que quieras, pero conserva todos los vínculos.
request-text-hint = Cambia lo que quieras, pero conserva el vínculo. Tras un cambio, Listo muestra el texto nuevo para copiarlo antes de darlo por enviado.
request-copy = *Copiar en el Portapapeles*: el texto tal como está
request-open-mail = Abrir en el correo
request-open-mail-empty = Abrir en el correo
    (el texto es demasiado largo para un vínculo: pégalo desde arriba)
request-recipient = Enviado a
request-recipient-placeholder = nombre@example.com
request-recipient-hint = El bot no envía correos: envíalo tú, anota aquí la dirección y pulsa Listo.
request-recipient-hint-mail = La invitación irá a esta dirección.
request-by-mail = Enviarla
request-by-mail-label = Por correo, desde aquí
request-by-mail-about = Quita la marca si la envías tú
request-button-send = Enviar
request-sent-by-mail = :email: Sale por correo en menos de un minuto. Si el servidor rechaza la dirección, te aviso; una devolución posterior llega al buzón del remitente.
request-mail-pending = :email: El correo a { $recipient } va camino del servidor.
request-mail-trouble = :hourglass_flowing_sand: El correo a { $recipient } aún no ha salido: se ha intentado { $attempts ->
    [one] una vez
   *[other] { $attempts } veces
} y se volverá a intentar.
request-mail-dead = :warning: El correo a { $recipient } no llegó a salir{ $answer ->
    [none] { "" }
   *[other] : { $answer }
}. Reenvíalo, si hace falta a otra dirección.
request-mail-refused = :warning: *{ $kind }* para *{ $target }*: el servidor rechazó el correo a { $recipient }: { $answer }. Corrige la dirección y reenvía.
request-mail-given-up = :warning: *{ $kind }* para *{ $target }*: el correo a { $recipient } no se pudo enviar durante un día: { $answer }. Envíalo tú o reenvíalo.
request-mail-doubted = :grey_question: El correo a { $recipient } puede haber salido o no: la base de datos se restauró de una copia de seguridad. Pregunta al destinatario o reenvíalo.
request-mail-unclear = :grey_question: *{ $kind }* para *{ $target }*: el correo a { $recipient } puede haber salido o no, porque la base de datos se restauró de una copia de seguridad. Pregunta al destinatario o reenvíalo.
request-text-changed = *Tu texto está guardado.* Cópialo abajo, envíalo y pulsa Listo otra vez.
request-text-unsent = *Aún sin enviar:* tu texto nuevo está guardado. Cópialo arriba, envíalo y pulsa Listo otra vez.
request-sent = :outbox_tray: *{ $kind }* para *{ $target }*: en camino, enviada a { $recipient } { $sent }.
request-sent-next = Se lo recordaré a { $owner } desde { $reminder }, y caduca { $due } si nadie responde. Microsoft no avisa de las aceptaciones: confírmala aquí en cuanto la veas.
request-twin = Ya hay una solicitud abierta para { $target }: continúa o reenvía esa.
request-twin-draft = :pencil: *{ $kind }* para *{ $target }*, redactada { $created } por { $asker }, sin enviar.
request-twin-pending = :hourglass_flowing_sand: *{ $kind }* para *{ $target }*, pendiente desde hace { $days ->
    [0] menos de un día
    [one] un día
   *[other] { $days } días
}: enviada a { $recipient } { $sent }, a cargo de { $owner }, { $resends ->
    [0] nunca reenviada
    [one] reenviada una vez
   *[other] reenviada { $resends } veces
}.
request-twin-why = Basta una solicitud abierta para el mismo destino: un segundo vínculo no aportaría nada.
request-continue = Continuar
request-again = Solicitar de nuevo
request-resend = Reenviar
request-let-go = Dejarla
request-with = { $target } con { $reseller }
request-notice-agreement = Contrato de soporte: { $text }
request-notice-note = Nota: { $text }
request-notice-pending = :hourglass_flowing_sand: *{ $kind }* para *{ $target }*: enviada a { $recipient } { $sent } por { $sender }. Caduca { $due } si no aceptan.
request-notice-draft = :pencil: *{ $kind }* para *{ $target }*: redactada por { $asker }, sin enviar.
request-notice-given = :handshake: { $by } te ha traspasado *{ $kind }* para *{ $target }*: «Abrir» muestra qué viene ahora.
request-notice-established = :white_check_mark: *{ $kind }* para *{ $target }*: establecida desde { $resolved }. La solicitó { $asker }.
request-notice-late = :white_check_mark: *{ $kind }* para *{ $target }*: establecida desde { $resolved }; aceptada tarde, cuando la solicitud ya había terminado aquí. La solicitó { $asker }.
request-notice-declined = :no_entry_sign: *{ $kind }* para *{ $target }*: rechazada { $resolved }. La solicitó { $asker }.
request-notice-expired = :alarm_clock: *{ $kind }* para *{ $target }*: caducó { $resolved } sin respuesta. La solicitó { $asker }. Solicítala de nuevo si aún hace falta.
request-notice-expired-over = :alarm_clock: *{ $kind }* para *{ $target }*: caducó { $resolved } sin respuesta. La solicitó { $asker }. Ya no espera a nadie.
request-notice-expired-partly = :alarm_clock: *{ $kind }* para *{ $target }*: caducó { $resolved }, aceptada solo en parte. La solicitó { $asker }. Solicita de nuevo lo que falta si aún hace falta.

# Vínculos de una solicitud que pide varios.
lamp-name-customer-reseller = Relación con nosotros
lamp-name-customer-indirect-reseller = Revendedor y nosotros
lamp-name-partnership = Asociación
lamp-name-gdap = Roles de administrador (GDAP)
lamp-link = *{ $link }*
lamp-lit = :large_green_circle: { $link }: se aceptó { $at }
lamp-dark = :white_circle: { $link }: sin aceptar
lamp-partly = :large_yellow_circle: *Aceptada en parte.* Aún falta: { $lacks }.
lamp-stalled = :warning: *{ $days } días sin GDAP.* Los pedidos que lo esperan se detienen, y se sabe de distribuidores que los retienen 21 días como mucho. Llama al cliente o reenvía la invitación.
request-notice-withdrawn = :leftwards_arrow_with_hook: *{ $kind }* para *{ $target }*: retirada { $resolved }. La solicitó { $asker }. El vínculo en sí sigue funcionando.
request-notice-superseded = :leftwards_arrow_with_hook: *{ $kind }* para *{ $target }*: reemplazada por una solicitud más reciente { $resolved }. La solicitó { $asker }.

request-choose-customer = Elige el cliente.
request-choose-reseller = Elige el revendedor.
request-not-a-reseller = { $partner } no es un revendedor indirecto. Elige otro asociado.
request-inactive = { $partner } no está activo en el programa CSP. Pídele antes que reactive su cuenta.
request-other-market = { $target } está en { $country }, fuera del mercado de { $partner } ({ $own }). Microsoft solo acepta invitaciones dentro de un mismo mercado; debe pedirlo un asociado de ese mercado.
request-not-in-china = En China los revendedores no hacen invitaciones propias. Elige la relación de revendedor con el cliente.
request-established = { $target } ya tiene esta relación con { $inviter }; no hay nada que solicitar.
request-partnership-first = { $partner } no tiene asociación con nosotros. Solicita antes (o a la vez) la asociación.
request-relationship-first = { $partner } no tiene relación de revendedor con { $customer }: solicítala antes (o a la vez), porque GDAP por sí solo no la establece.
request-gdap-alone = Estos privilegios pertenecen a una relación de revendedor que aquí aún no consta como establecida. Confirma antes esa.
request-who-accepted = { $target } no está en el directorio. Indica qué inquilino aceptó.
request-bad-email = Escribe una sola dirección de correo, como nombre@example.com.
request-text-too-long = El texto tiene más de { $most } caracteres. Acórtalo.
request-link-missing = El vínculo debe quedar en el texto, entero y sin cambios: { $url }
request-moved-on = No se ha cambiado nada: ahora esta solicitud { $state ->
    [draft] sigue en borrador
    [link_ready] está redactada, pero sin enviar
    [pending] está pendiente
    [established] ya está establecida
    [declined] ya está rechazada
    [expired] ha caducado
    [withdrawn] ya está retirada
   *[superseded] está reemplazada por otra más reciente
}. Ábrela de nuevo para ver cómo está.
request-not-due = No se ha cambiado nada: esta solicitud aún no vence.
request-try-again = Otra persona trabajaba con el mismo destino en este momento. No se ha cambiado nada; vuelve a intentarlo.
error-request-gone = Esta solicitud no existe. Abre la lista de nuevo.

# En el menú de un mensaje: el nombre de 24 caracteres como máximo.
request-message = Solicitar del mensaje
request-message-about = Pide una relación al cliente o revendedor que nombra este mensaje
request-quoted = «{ $text }»
request-found = El mensaje nombra a { $names }: revisa lo que ya está rellenado abajo.
request-found-several = El mensaje puede referirse a { $names }: elige abajo a quién pedírselo.
request-found-none = El mensaje no nombra a nadie del directorio. Elige abajo a quién pedírselo o escribe el nombre.
request-mail-accents = Los correos del bot no llegan a una dirección con acentos antes de la @. Envíalo tú o elige otra dirección.
