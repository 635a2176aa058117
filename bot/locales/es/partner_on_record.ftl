# Asociados registrados: si su PartnerID vale, y las suscripciones en las que Microsoft rechaza cambios por ello.
record-health-valid = válido
record-health-not-a-member = no es miembro del programa
record-health-suspended = suspendido o inactivo
record-health-no-agreement = sin acuerdo de asociado
record-health-invalid = no válido
record-health-missing = falta
record-health-unknown = no se sabe si es válido
record-mark-valid = :white_check_mark:
record-mark-bad = :warning:
record-mark-unknown = :grey_question:
record-told = { $health }
record-told-microsoft = { $health }, según Microsoft el { $at }
record-told-file = { $health }, según un archivo del directorio del { $at }
record-reason = : «{ $reason }»
record-row = :warning: asociado registrado: { $health }
record-next = Microsoft rechaza cambios de licencias, plazo y facturación hasta que el Centro de partners tenga un asociado registrado válido. Este bot nunca lo escribe.
record-renews = se renueva el { $at }
record-refused = :warning: { $count ->
    [one] *Una suscripción* no tiene un asociado registrado válido: Microsoft rechaza cambios de sus licencias.
   *[other] *{ $count } suscripciones* no tienen un asociado registrado válido: Microsoft rechaza cambios de sus licencias.
}
record-refused-show = Verlas
record-refused-none = *{ $customer }* no tiene suscripciones cuyo asociado registrado falte o no sea válido.
record-refused-range = *{ $customer }* · { $first }–{ $last } de { $matching } sin un asociado registrado válido ({ $total } en total)
