# /relationships: solicitudes y cómo están. Títulos y botones de 24 caracteres como máximo.
relations-summary = Consulta las solicitudes de relación y qué espera cada una, y haz su seguimiento
relations-usage = [mías|esperando|todas] [estado] [>días] [@responsable] [nombre]
relations-example = /relationships esperando
relations-shortcut = Solicitudes de relación
relations-title = Solicitudes de relación
relations-detail-title = Solicitud de relación
relations-trail-title = Historial completo
relations-confirm-title = Confirmar establecida
relations-confirm-submit = Establecida
relations-scope-waiting = Me esperan ({ $count })
relations-scope-mine = Mías
relations-scope-all = Todas
relations-any-state = Cualquier estado
relations-state-link-ready = Sin enviar
relations-state-pending = Pendientes
relations-state-established = Establecidas
relations-state-declined = Rechazadas
relations-state-expired = Caducadas
relations-state-withdrawn = Retiradas
relations-state-superseded = Reemplazadas
relations-any-age = Cualquier antigüedad
relations-older = { $days ->
    [one] De más de un día
   *[other] De más de { $days } días
}
relations-owner-placeholder = A cargo de
relations-search = Cliente o revendedor
relations-none = Aquí no hay nada. Microsoft no muestra ninguna lista de solicitudes pendientes; lo que se pide con `/request-relationship` aparece aquí, con su antigüedad y lo que viene después.
relations-none-fit = Ninguna solicitud encaja. Cambia los filtros o muéstralas todas.
relations-range = { $first }–{ $last } de { $total }
relations-open = Abrir
relations-previous = Anterior
relations-next = Siguiente
relations-clear = Mostrar todas
relations-target = *{ $target }*
relations-between = *{ $target }* con *{ $reseller }*
relations-row = { $state } { $about }
    { $kind }
relations-facts = { $days ->
    [0] de hace menos de un día
    [one] de hace un día
   *[other] de hace { $days } días
}, a cargo de { $owner }
relations-mark-draft = :pencil: Borrador
relations-mark-link-ready = :pencil: Sin enviar
relations-mark-pending = :hourglass_flowing_sand: Pendiente
relations-mark-established = :white_check_mark: Establecida
relations-mark-late = :white_check_mark: Aceptada tarde
relations-mark-declined = :no_entry_sign: Rechazada
relations-mark-expired = :alarm_clock: Caducada
relations-mark-withdrawn = :leftwards_arrow_with_hook: Retirada
relations-mark-superseded = :leftwards_arrow_with_hook: Reemplazada
relations-next-draft = Siguiente: envíala y pulsa Listo
relations-next-pending = Siguiente: recordatorio { $reminder }, caduca { $due }
relations-next-stopped = Sin recordatorios; caduca { $due }
relations-next-established = Desde { $at }; no hay nada que hacer
relations-next-late = Desde { $at }, cuando la solicitud ya había terminado aquí; no hay nada que hacer
relations-next-declined = { $at }; solicítala de nuevo si eso cambia
relations-next-expired = { $at }; solicítala de nuevo si aún hace falta
relations-next-withdrawn = { $at }; el vínculo en sí sigue funcionando
relations-next-superseded = { $at }; sigue adelante la solicitud más reciente
relations-back = Volver a la lista
relations-trail = Historial completo
relations-trail-more = { $count ->
    [one] y un evento anterior
   *[other] y { $count } eventos anteriores
} en `audit export`
relations-view-only = Tus roles te permiten consultar esta solicitud, no cambiarla.
relations-confirm = Confirmar establecida
relations-confirm-late = Al final la aceptaron
relations-confirm-about = Microsoft no avisa de las aceptaciones. Confírmala en cuanto veas la relación en el Centro de partners; se avisa al momento a quien la espera.
relations-decline = Rechazada
relations-decline-sure = ¿Dijeron que no? Se avisa a quien espera esta solicitud. Microsoft no da ninguna señal, así que solo consta porque tú lo dices.
relations-withdraw = Retirar
relations-withdraw-sure = La solicitud termina aquí. El vínculo en sí sigue funcionando: si al final aceptan, confírmalo aquí.
relations-again = Solicitar de nuevo
relations-snooze = *Recuérdamelo más tarde*
relations-snooze-hour = En 1 hora
relations-snooze-morning = Mañana a las 9:00
relations-stop = Detener recordatorios
relations-give = *A cargo de* { $owner }. Pásasela a otra persona:
relations-give-placeholder = Elige una persona
relations-snoozed = :zzz: *Pospuesta.* Sin recordatorios antes de la hora indicada abajo.
relations-stopped = :no_bell: *Recordatorios detenidos.* Caduca igualmente cuando venza; posponla para que se te recuerde otra vez.
relations-declined = :no_entry_sign: *Anotada como rechazada.* Se avisa a quien la espera.
relations-withdrawn = :leftwards_arrow_with_hook: *Retirada.*
relations-given = :handshake: *Traspasada.* Se avisa a la nueva persona responsable.
relations-confirmed = :white_check_mark: *Establecida.* Se avisa a todas las personas afectadas.
relations-owner-may-not = No se ha cambiado nada: esta persona no puede hacer tales solicitudes y no podría hacer su seguimiento. Elige a alguien que tenga el rol.
relations-bad-until = Elige un momento de los próximos { $days } días.
relations-tenant = Id. del inquilino que aceptó
relations-tenant-hint = Un GUID: el Centro de partners lo muestra como id. de Microsoft del cliente o como inquilino del revendedor.
relations-domain = Dominio principal
relations-mpn = PartnerID (MPN)
relations-country = País
relations-country-hint = Dos letras, como ES; déjalo vacío si no se sabe.
relations-ends = Los privilegios terminan el
relations-ends-hint = Como lo muestra el Centro de partners; como mucho dentro de dos años.
relations-extends = Extensión automática
relations-extends-label = Activada: Microsoft los prolonga seis meses cada vez
relations-bad-tenant = Escribe el id. del inquilino como GUID, por ejemplo 22222222-0000-4000-8000-000000000001.
relations-bad-domain = Escribe un dominio, como contoso.onmicrosoft.com.
relations-bad-mpn = Escribe el PartnerID con cifras, como 4000001.
relations-bad-country = Escribe dos letras, como ES, o déjalo vacío.
relations-bad-end = Elige un día a partir de mañana, como mucho dentro de dos años.
relations-by-itself = el propio bot
relations-event-created = *Creada*
relations-event-link-ready = *Vínculo y texto redactados*
relations-event-text-edited = *Texto cambiado*
relations-event-pending = *Enviada*
relations-event-resent = *Enviada de nuevo*
relations-event-reminded = *Recordada*
relations-event-snoozed = *Pospuesta*
relations-event-reminders-stopped = *Recordatorios detenidos*
relations-event-handed-over = *Traspasada*
relations-event-established = *Establecida*
relations-event-declined = *Rechazada*
relations-event-expired = *Caducada*
relations-event-withdrawn = *Retirada*
relations-event-superseded = *Reemplazada por una solicitud más reciente*
relations-event-to = Enviada a: { $recipient }
relations-event-owner = A cargo de: { $owner }
relations-event-until = Siguiente recordatorio: { $until }
relations-event-escalated = Se recordó también al canal del equipo
