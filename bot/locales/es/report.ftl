# El resumen semanal. Títulos de los gráficos de 50 caracteres como máximo, etiquetas de 20.
report-title = La semana del equipo
report-at = Datos de { $at }.
report-since = Los cambios son desde { $since }.
report-no-earlier = No hay datos de una semana anterior con los que comparar.
report-requests = Solicitudes sin respuesta
report-established = Solicitudes aceptadas en 7 días
report-ends = Privilegios (GDAP) que terminan, sin extensión automática
report-supporters = Quién da soporte a las suscripciones de nuestros clientes
report-total = En total
report-age-0 = Menos de 3 días
report-age-1 = De 3 a 7 días
report-age-2 = De 7 a 14 días
report-age-3 = 14 días o más
report-accepted = Aceptadas
report-median = Días desde el envío hasta la aceptación (mediana)
report-end-0 = En 7 días o menos
report-end-1 = En 8 a 30 días
report-others = { $count ->
    [one] Otro revendedor
   *[other] Otros { $count } revendedores
}
report-ours = Nosotros, porque alguien lo eligió
report-unset = Nosotros por defecto, nadie lo eligió
report-line = • { $label }: { $value }
report-line-change = • { $label }: { $value } ({ $change })
report-headline = *{ $label }:* { $value }
report-headline-change = *{ $label }:* { $value } ({ $change })
report-number = { $value }
report-up = +{ $by }
report-down = −{ $by }
report-same = ±0
report-unknown = –
report-chart-requests = Solicitudes sin respuesta, por antigüedad
report-chart-supporters = Quién da soporte a las suscripciones
report-chart-age = Antigüedad
report-chart-count = Solicitudes
report-chart-now = Ahora
report-chart-before = Antes
report-chart-others = Otros revendedores
report-chart-ours = Nosotros (elegido)
report-chart-unset = Nosotros (defecto)
report-table = Todos los datos de la semana
report-table-about = Tema
report-table-what = Dato
report-table-now = Ahora
report-table-change = Cambio
