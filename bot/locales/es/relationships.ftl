# /relationships: solicitudes y cómo están. Títulos y botones de 24 caracteres como máximo.
relationships-summary = Consulta las solicitudes de relación, ve qué le falta a cada una y haz su seguimiento
relationships-usage = [mías|esperando|todas] [estado] [>días] [@responsable] [nombre] | vigentes [nombre] | salidas | acceso | registro | informe
relationships-example = /relationships esperando
relationships-shortcut = Solicitudes de relación
relationships-title = Solicitudes de relación
relationships-detail-title = Solicitud de relación
relationships-trail-title = Historial completo
relationships-confirm-title = Marcar como aceptada
relationships-scope-waiting = Pendientes de mí ({ $count })
relationships-scope-mine = Mías
relationships-scope-all = Todas
relationships-any-state = Cualquier estado
relationships-state-link-ready = Sin enviar
relationships-state-pending = Pendientes
relationships-state-established = Establecidas
relationships-state-declined = Rechazadas
relationships-state-expired = Caducadas
relationships-state-withdrawn = Retiradas
relationships-state-superseded = Reemplazadas
relationships-any-age = Cualquier antigüedad
relationships-older = { $days ->
    [one] De más de un día
   *[other] De más de { $days } días
}
relationships-owner-placeholder = A cargo de
relationships-search = Cliente o revendedor
relationships-none = Aquí no hay nada. Microsoft no muestra ninguna lista de solicitudes pendientes; lo que se solicita con `/request-relationship` aparece aquí, con su antigüedad y el paso siguiente.
relationships-none-fit = Ninguna solicitud encaja. Cambia los filtros o muéstralas todas.
relationships-range = { $first }–{ $last } de { $total }{ $more ->
    [yes] +
   *[no] { "" }
}
relationships-open = Abrir
relationships-previous = Anterior
relationships-next = Siguiente
relationships-clear = Mostrar todas
relationships-target = *{ $target }*
relationships-between = *{ $target }* con *{ $reseller }*
relationships-row = { $state } { $about }
    { $kind }
relationships-facts = { $days ->
    [0] de hace menos de un día
    [one] de hace un día
   *[other] de hace { $days } días
}, a cargo de { $owner }
relationships-mark-draft = :pencil: Borrador
relationships-mark-link-ready = :pencil: Sin enviar
relationships-mark-pending = :hourglass_flowing_sand: Pendiente
relationships-mark-partly = :large_yellow_circle: Aceptada en parte
relationships-mark-established = :white_check_mark: Establecida
relationships-mark-late = :white_check_mark: Aceptada tarde
relationships-mark-declined = :no_entry_sign: Rechazada
relationships-mark-expired = :alarm_clock: Caducada
relationships-mark-withdrawn = :leftwards_arrow_with_hook: Retirada
relationships-mark-superseded = :leftwards_arrow_with_hook: Reemplazada
relationships-next-draft = Siguiente: envíala y pulsa Listo
relationships-next-pending = Siguiente: recordatorio { $reminder }, caduca { $due }
relationships-next-stopped = Sin recordatorios; caduca { $due }
relationships-next-established = Desde { $at }; no hay nada que hacer
relationships-next-late = Desde { $at }, cuando la solicitud ya había terminado aquí; no hay nada que hacer
relationships-next-declined = { $at }; solicítala de nuevo si eso cambia
relationships-next-expired = { $at }; solicítala de nuevo si aún hace falta
relationships-next-withdrawn = { $at }; el vínculo en sí sigue funcionando
relationships-next-superseded = { $at }; sigue adelante la solicitud más reciente
relationships-back = Volver a la lista
relationships-trail = Historial completo
relationships-trail-more = { $count ->
    [one] y un evento anterior
   *[other] y { $count } eventos anteriores
} en `audit export`
relationships-view-only = Tus roles te permiten consultar esta solicitud, no cambiarla.
relationships-confirm = Marcar como aceptada
relationships-confirm-about = Microsoft no avisa de las aceptaciones. Confírmala en cuanto veas la relación en el Centro de partners; se avisa al momento a quien la espera.
relationships-decline = Marcar como rechazada
relationships-decline-sure = ¿Dijeron que no? Se avisa a quien espera esta solicitud. Microsoft no da ninguna señal, así que solo consta porque tú lo dices.
relationships-withdraw = Retirar
relationships-withdraw-sure = La solicitud termina aquí. El vínculo en sí sigue funcionando: si al final aceptan, confírmalo aquí.
relationships-snooze-hour = Posponer 1 hora
relationships-snooze-morning = Posponer hasta mañana a las 9:00
relationships-snooze-at = Posponer hasta…
relationships-stop = Detener recordatorios
relationships-give = Traspasar…
relationships-give-title = Traspasar solicitud
relationships-give-about = *A cargo de* { $owner } por ahora. Se avisa a quien se haga cargo, que recibe los recordatorios desde entonces.
relationships-give-to = Traspasar a
relationships-give-placeholder = Elige una persona
relationships-snoozed = :zzz: *Pospuesta.* No habrá recordatorios antes de la hora indicada abajo.
relationships-stopped = :no_bell: *Recordatorios detenidos.* Caducará igualmente en su fecha; posponla para recibirlos otra vez.
relationships-declined = :no_entry_sign: *Anotada como rechazada.* Se avisa a quien la espera.
relationships-let-go = :wave: *Descartada.* Ya no espera a nadie.
relationships-withdrawn = :leftwards_arrow_with_hook: *Retirada.*
relationships-given = :handshake: *Traspasada.* Se avisa a quien la lleva ahora.
relationships-confirmed = :white_check_mark: *Establecida.* Se avisa a todas las personas afectadas.
relationships-confirmed-partly = :large_yellow_circle: *Anotado.* La solicitud espera los demás vínculos.
relationships-links = Vínculos aceptados
relationships-choose-links = Elige al menos un vínculo.
relationships-domain-known = Se reconocerá por su dominio { $domain } cuando acepte.
relationships-owner-may-not = No se ha cambiado nada: esta persona no puede hacer este tipo de solicitudes y no podría hacer su seguimiento. Elige a alguien que tenga el rol.
relationships-bad-until = Elige un momento de los próximos { $days } días.
relationships-tenant = Id. del inquilino que aceptó
relationships-tenant-hint = Un GUID: el Centro de partners lo muestra como id. de Microsoft del cliente o como inquilino del revendedor.
relationships-domain = Dominio principal
relationships-mpn = PartnerID (MPN)
relationships-country = País
relationships-country-hint = Dos letras, como ES; déjalo vacío si no se sabe.
relationships-ends = Los privilegios terminan el
relationships-ends-hint = Como lo muestra el Centro de partners; como mucho dentro de dos años.
relationships-extends = Extensión automática
relationships-extends-label = Activada: Microsoft los prolonga seis meses cada vez
relationships-bad-tenant = Escribe el id. del inquilino como GUID, por ejemplo 22222222-0000-4000-8000-000000000001.
relationships-bad-domain = Escribe un dominio, como contoso.onmicrosoft.com.
relationships-bad-mpn = Escribe el PartnerID con cifras, como 4000001.
relationships-bad-country = Escribe dos letras, como ES, o déjalo vacío.
relationships-bad-end = Elige un día a partir de mañana, como mucho dentro de dos años.
relationships-event-created = *Creada*
relationships-event-link-ready = *Vínculo y texto redactados*
relationships-event-text-edited = *Texto cambiado*
relationships-event-changed = *Contrato o nota modificados*
relationships-event-pending = *Enviada*
relationships-event-mailed = *Correo enviado*
relationships-event-mail-failed = *Correo no enviado*
relationships-event-mail-unclear = *No se sabe si el correo salió*
relationships-event-answer = El servidor respondió: { $answer }
relationships-event-link-accepted = *Aceptada en parte*
relationships-event-recognised = *Reconocida por su dominio*
relationships-event-domain-noted = *Dominio anotado*
relationships-event-links = Aceptado: { $links }
relationships-event-domain = Dominio: { $domain }
relationships-event-resent = *Enviada de nuevo*
relationships-event-reminded = *Recordada*
relationships-event-snoozed = *Pospuesta*
relationships-event-reminders-stopped = *Recordatorios detenidos*
relationships-event-handed-over = *Traspasada*
relationships-event-established = *Establecida*
relationships-event-declined = *Rechazada*
relationships-event-expired = *Caducada*
relationships-event-let-go = *Descartada*
relationships-event-withdrawn = *Retirada*
relationships-event-superseded = *Reemplazada por una solicitud más reciente*
relationships-event-to = Enviada a: { $recipient }
relationships-event-owner = A cargo de: { $owner }
relationships-event-until = Siguiente recordatorio: { $until }
relationships-event-escalated = Se recordó también al canal del equipo

# Han aceptado una invitación: qué se puede hacer ahora.
accepted-now = :tada: *{ $kind }* para *{ $target }*: aceptada y establecida
accepted-partly = :large_yellow_circle: *{ $kind }* para *{ $target }*: aceptada en parte
accepted-late = :tada: *{ $kind }* para *{ $target }*: aceptada tarde, cuando la solicitud ya había terminado aquí; ya está establecida
accepted-lacks = *{ $reseller }* todavía no está en la lista de contactos de soporte de *{ $customer }*:
accepted-lacks-more = { $count ->
    [one] También falta otra cosa.
   *[other] También faltan otras { $count } cosas.
}
accepted-listed = *{ $reseller }* ya está en la lista de contactos de soporte de *{ $customer }*; se elige con `/assign-support`.
accepted-partnership = *{ $reseller }* ya es uno de nuestros revendedores. Con la relación y los privilegios de administrador de un cliente se puede elegir como contacto de soporte.
accepted-ours = *{ $customer }* ya es cliente nuestro, con soporte de *{ $provider }* hasta que se elija a otro con `/assign-support`.

# Las relaciones mismas.
standing-title = Relaciones
standing-none = El directorio aún no tiene relaciones. Llegan con una importación o desde el Centro de partners.
standing-none-fit = Ningún cliente ni partner con ese nombre tiene una relación. Prueba con parte del nombre o vacía el campo para verlas todas.
standing-more = El nombre coincide con más de lo que se mira; escribe más para acotar.
standing-direct = *{ $customer }* · relación de revendedor con nosotros
standing-between = *{ $customer }* con *{ $partner }* · relación de revendedor
standing-since = :white_check_mark: Establecida el { $at }
standing-since-undated = :white_check_mark: Establecida; no se sabe desde cuándo
standing-removed = :no_entry_sign: Quitada el { $at }
standing-removed-undated = :no_entry_sign: Quitada; no se sabe cuándo
standing-privileges-none = Sin privilegios de administrador
standing-privileges-dap = Privilegios de administrador: DAP, sin fecha de fin
standing-privileges-gdap = Privilegios de administrador: GDAP
standing-privileges-attested = Privilegios de administrador: atestiguados por una persona
standing-privileges-unknown = No se conocen los privilegios de administrador
standing-as-of-partner-center = El Centro de partners lo dice desde el { $at }
standing-as-of-import = De un archivo del directorio del { $at }
standing-as-of-unknown = No se sabe de cuándo son los datos

# La línea de tiempo de una solicitud.
timeline-title = *Línea de tiempo*
timeline-done = ● { $at } · { $said }
timeline-asked = *Solicitada*
timeline-pending = *Enviada*
timeline-resent = { $count ->
    [one] *Enviada de nuevo*
   *[other] *Enviada de nuevo*, { $count } veces hasta entonces
}
timeline-reminded = { $count ->
    [one] *Recordada*
   *[other] *Recordada*, { $count } veces hasta entonces
}
timeline-link-accepted = *Aceptado:* { $links }
timeline-established = *Establecida*
timeline-established-links = *Aceptado:* { $links } · *Establecida*
timeline-declined = *Rechazada*
timeline-expired = *Caducada*
timeline-withdrawn = *Retirada*
timeline-superseded = *Sustituida por una solicitud más reciente*
timeline-let-go = *Dejada*
timeline-lacks = ○ Sin aceptar todavía: { $links }
timeline-due = ○ { $due } · Caduca
