# Inicio de la app y lo que cada persona elige allí. Títulos y botones de 24 caracteres como máximo.
settings-bad-hour = Elige una hora entre 0 y 23.
settings-all-quiet = Deja al menos un día laborable para los recordatorios. Para no oír más de una solicitud, detén los suyos.
settings-bad-language = Elige uno de los idiomas de la lista.
settings-elsewhere = Has guardado tus ajustes en otro sitio en este momento. No se ha cambiado nada; ábrelos de nuevo para ver cómo están.
