# Contratos de soporte con revendedores.
agreements-title = Contratos de soporte
agreements-of = { $more ->
    [yes] *{ $reseller }*: los { $count } contratos de soporte más recientes
   *[no] { $count ->
        [one] *{ $reseller }*: hay un contrato de soporte registrado
       *[other] *{ $reseller }*: hay { $count } contratos de soporte registrados, primero el más reciente
    }
}
agreements-none = Con *{ $reseller }* aún no hay ningún contrato de soporte registrado.
agreements-more = { $count ->
    [one] Hay uno más antiguo en *Exportar*.
   *[other] Hay { $count } más antiguos en *Exportar*.
}
agreement-title = Contrato de soporte
agreement-line = *{ $reference }* · { $days } · { $standing }
agreement-days = del { $first } al { $last }
agreement-days-open = desde el { $first }, sin fin
agreement-valid = vigente
agreement-ahead = empieza más adelante
agreement-over = terminado
agreement-group-valid = Vigentes
agreement-group-ahead = Empiezan más adelante
agreement-group-over = Terminados
agreement-about = Solo para { $customer }
agreement-reminds = { $count ->
    [one] Se avisará a { $owner } el día antes del fin
   *[other] Se avisará a { $owner } { $count } días antes del fin
}
agreement-reminds-not = Se avisará a { $owner } cuando termine
agreement-change = Cambiar fechas
agreement-new = Registrar contrato
agreement-with = *{ $reference }* con *{ $reseller }*
agreement-with-new = Con *{ $reseller }*
agreement-reference = Referencia
agreement-reference-hint = Como figura en el papel. Las asignaciones la nombran y después no se puede cambiar.
agreement-customer = Cliente
agreement-customer-placeholder = Todos, o uno de ellos
agreement-first = Desde
agreement-last = Hasta, incluido
agreement-last-hint = Vacío: sin fin.
agreement-remind = Aviso, días antes del fin
agreement-remind-hint = 0: solo cuando termine. Se os avisará a ti y al canal del equipo, una vez.
agreement-bad-reference = Una referencia tiene letras o cifras y { $most } caracteres como máximo.
agreement-known = { $reference } ya está registrado con este revendedor: elígelo en la lista.
agreement-bad-day = Elige un día.
agreement-bad-last = Termina antes de empezar: elige un día posterior.
agreement-bad-remind = Elige entre 0 y { $most } días.
agreement-changed-meanwhile = Alguien cambió este contrato entretanto. Ábrelo de nuevo.
agreement-warning-over = :warning: { $reference } terminó el { $day }. Puedes asignar igualmente; acuerda uno nuevo o cambia sus fechas.
agreement-warning-ahead = :warning: { $reference } empieza el { $day }. Puedes asignar igualmente.
agreement-over-assigned = :warning: El contrato ya había terminado entonces.
agreement-notice-ending = El contrato de soporte *{ $reference }* con { $reseller } termina el { $last }.
agreement-notice-ended = :warning: El contrato de soporte *{ $reference }* con { $reseller } terminó el { $last }.
agreement-contacts-count = { $more ->
    [yes] Lo nombran más de { $count } contactos de soporte.
   *[no] { $count ->
        [0] No lo nombra ningún contacto de soporte.
        [one] Lo nombra un contacto de soporte.
       *[other] Lo nombran { $count } contactos de soporte.
    }
}
agreement-contacts-show = Ver contactos
agreement-contacts-title = Contactos que lo citan
error-agreement-gone = Este contrato no está registrado aquí (o ya no).
