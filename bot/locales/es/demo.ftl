# La demo: cosas que probar y las páginas que un cliente encuentra fuera de Slack. Las palabras de los botones vienen de sus textos.
demo-assign = Asigna un contacto de soporte
demo-assign-how = Envía `/assign-support Contoso Ibérica` desde el campo de mensaje, donde lo pone un clic. Elige suscripciones y un revendedor y pulsa *{ $submit }*.
demo-close = Revisa y cierra
demo-close-how = Mira lo que verá el cliente y pulsa *{ $close }*.
demo-look = Mira quién da soporte
demo-look-how = Envía `/support-contact Contoso Ibérica` y pulsa *{ $history }*, que muestra cada cambio.
demo-why = Mira por qué no se puede elegir a un revendedor
demo-why-how = Envía `/assign-support Bodegas` y elige una suscripción y luego *{ $other }* y Nébula Sistemas: el formulario dice qué falta. Pulsa *{ $request }* y *{ $next }*.
demo-mail = Invita al cliente por correo
demo-mail-how = *{ $open }* muestra el mensaje en *Páginas externas*. Pon cualquier dirección en *{ $recipient }* y pulsa *{ $done }*; de vuelta en el formulario, *{ $wait }* guarda la asignación hasta que el cliente acepte.
demo-accept = Acepta como el cliente
demo-accept-how = En *Páginas externas*, sigue el vínculo del mensaje. La página dice quién pide, para qué roles y hasta cuándo; pulsa *Aceptar*.
demo-clock = Deja pasar días
demo-clock-how = Microsoft no avisa al bot de ninguna aceptación, así que pregunta al cabo de un tiempo. En *Reloj*, ve al recordatorio; llega de *{ $app }* a las nueve de la mañana de tu hora.
demo-confirm = Confirma lo que hizo el cliente
demo-confirm-how = Envía `/relationships Bodegas` y pulsa *{ $open }* y *{ $confirm }*. La asignación que esperaba vuelve a ti para que la revises.
demo-many = Cambia muchas de una vez
demo-many-how = Guarda villasol.csv, un archivo de #general. Envía `/assign-many` y elige *{ $file }*, añádelo, pulsa *{ $check }* y después el botón que asigna. Lo que fue de cada fila está en un archivo que se abre con un clic.

# La lista en #general
demo-list = Los buzones de Villasol pasan a Nébula el mes que viene. Esta es la lista para `/assign-many`; una fila no debería estar.
