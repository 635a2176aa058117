# Lo que leen las personas cuando algo se rechaza o falla. Todo texto dice qué hacer después.
error-reference = Referencia: {$reference}
error-title = No ha funcionado
notice-title = Contactos de soporte
error-unexpected = Algo ha fallado por nuestra parte y no ocurrirá nada más por sí solo. Vuelve a intentarlo; si sigue igual, da la referencia a quien administra este bot.
slack-unavailable = Slack no lo ha aceptado ahora mismo ({ $error }). Vuelve a intentarlo en un minuto.
partner-center-unavailable = Microsoft no ha respondido ahora mismo ({ $error }). Vuelve a intentarlo en un minuto.
error-database-busy = La base de datos está ocupada con otra cosa, por ejemplo una importación, y este paso no se ha llevado a cabo. Vuelve a intentarlo en un minuto.
error-database-full = El disco de la base de datos de este bot está lleno y no se puede guardar nada. Avisa a quien administra este bot; volverá a funcionar cuando haya espacio.
error-database-unwritable = El bot no puede escribir en su base de datos y no se puede guardar nada. Avisa a quien administra este bot.
error-database-away = No se puede acceder a la base de datos y este paso no se ha llevado a cabo. Vuelve a intentarlo en un minuto.
error-database-slow = La base de datos ha tardado demasiado: este paso se ha detenido y no se ha llevado a cabo. Vuelve a intentarlo en un minuto.
error-database-closing = El bot se está reiniciando y este paso no ha llegado a hacerse. Vuelve a intentarlo en un minuto.
error-outcome-unknown = La base de datos no ha respondido en el último momento y no se sabe si esto se ha guardado. Compruébalo antes de volver a intentarlo.
error-stopping = El bot se está reiniciando y no ha podido terminar. Comprueba qué se ha hecho antes de volver a intentarlo.
error-configuration = El bot no está bien configurado: {$line}
error-directory = { $count ->
    [one] Los archivos del directorio tienen una fila incorrecta; no se ha importado nada.
   *[other] Los archivos del directorio tienen {$count} filas incorrectas; no se ha importado nada.
 }
error-too-late = Slack y el bot han tardado demasiado y el formulario no ha podido abrirse. No se ha cambiado nada; vuelve a intentarlo.
error-not-shown = Slack no ha abierto el formulario. No se ha cambiado nada; vuelve a intentarlo.
error-fields = Conviene revisar algunos datos: {$errors}
error-person-unreadable = Slack no ha dicho quién eres, así que no se ha hecho nada. Vuelve a intentarlo dentro de un momento.
error-view-outdated = Esta ventana la abrió otra versión del bot. Ciérrala y empieza de nuevo.
error-unknown = No reconozco esto. Puede ser de un mensaje antiguo o de otra versión, si se está actualizando el bot. Vuelve a intentarlo en un minuto o escribe un comando con `help` para ver lo que sé hacer. Referencia: {$reference}
still-working = Sigo en ello. El resultado aparecerá aquí en cuanto esté listo.
still-working-title = Un momento
done = Listo.
error-slow = Ha tardado demasiado y se ha interrumpido. No se ha cambiado nada; vuelve a intentarlo en un minuto.
error-not-drawn = Slack no ha aceptado la pantalla, así que puede que siga diciendo «Cargando…» o «Un momento»; ciérrala. Esto es lo que habría dicho:
