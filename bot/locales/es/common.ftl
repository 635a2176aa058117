# Palabras comunes a varios comandos.
button-submit = Enviar
button-close = Cerrar
button-cancel = Cancelar
button-back = Atrás
button-review = Revisar
button-done = Listo
loading = Cargando…
unknown = desconocido
names-more = { $count ->
    [one] una más
   *[other] { $count } más
}
