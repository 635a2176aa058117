# La demo: cosas que probar y las páginas que un cliente encuentra fuera de Slack. Las palabras de los botones vienen de sus textos.
demo-assign = Asigna un contacto de soporte
demo-assign-how = Envía `/assign-support Contoso Ibérica` desde el campo de mensaje, donde lo pone un clic. Elige suscripciones y un revendedor y pulsa *{ $submit }*.
demo-close = Revisa y cierra
demo-close-how = Mira lo que verá el cliente y pulsa *{ $close }*.
demo-look = Mira quién da soporte
demo-look-how = Envía `/support-contact Contoso Ibérica` y elige *{ $history }* en el menú junto a una suscripción: muestra cada cambio.
demo-why = Mira por qué no se puede elegir a un revendedor
demo-why-how = Envía `/assign-support Bodegas` y elige una suscripción, y luego escribe Nébula en *{ $contact }*: el formulario dice qué falta. Pulsa *{ $request }* y *{ $next }*.
demo-mail = Invita al cliente por correo
demo-mail-how = *{ $open }* muestra el mensaje en *Páginas externas*. Pon cualquier dirección en *{ $recipient }* y pulsa *{ $done }*; de vuelta en el formulario, *{ $wait }* guarda la asignación hasta que el cliente acepte.
demo-accept = Acepta como el cliente
demo-accept-how = En *Páginas externas*, sigue el vínculo del mensaje. La página dice quién lo solicita, para qué roles y hasta cuándo; pulsa *Aceptar*.
demo-clock = Deja pasar los días
demo-clock-how = Microsoft no avisa al bot de ninguna aceptación, así que pregunta al cabo de un tiempo. En *Reloj*, ve al recordatorio; llega de *{ $app }* a las nueve de la mañana de tu hora.
demo-confirm = Confirma lo que hizo el cliente
demo-confirm-how = Envía `/relationships Bodegas` y pulsa *{ $open }* y *{ $confirm }*. La asignación que esperaba vuelve a ti para que la revises.
demo-many = Cambia muchas de una vez
demo-many-how = Guarda villasol.csv, un archivo de #general. Envía `/assign-many` y elige *{ $file }*, añádelo, pulsa *{ $check }* y después el botón que asigna. El resultado de cada fila está en un archivo que se abre con un clic.

# La lista en #general
demo-list = Los buzones de Villasol pasan a Nébula el mes que viene. Esta es la lista para `/assign-many`; una fila no debería estar.

# La página del cliente. Quien mira hace de administrador global del cliente.
demo-page = Autorización de asociado
demo-asks-customer-reseller = *{ $provider }* pide a *{ $target }* una relación de revendedor.
demo-asks-customer-indirect-reseller = *{ $inviter }* pide a *{ $target }* una relación de revendedor consigo y con su proveedor, { $provider }, a la vez.
demo-asks-partnership = *{ $provider }* invita a *{ $target }* a ser su revendedor indirecto.
demo-asks-gdap = *{ $inviter }* pide a *{ $target }* privilegios de administrador delegados granulares (GDAP).
demo-you = Aquí eres quien administra globalmente { $target }, la única persona que puede responder.
demo-roles-none = *Roles:* ninguno. Nadie recibe permisos de administrador en tu inquilino.
demo-roles-dap = *Roles:* administrador global para los agentes de administrador de { $inviter }, administrador del departamento de soporte técnico para sus agentes de soporte técnico.
demo-roles-partnership = *Roles:* ninguno en tu inquilino. Tu cuenta profesional se abre a { $provider } como administrador.
demo-roles-gdap = *Roles:* los que { $inviter } eligió para esta solicitud en el Centro de partners. La demo no tiene un Centro de partners al que preguntar.
demo-until-removed = *Hasta cuándo:* hasta que lo retires en Configuración, Relaciones con asociados; no termina por sí solo.
demo-until-partnership = *Hasta cuándo:* hasta que retires ese acceso; no termina por sí solo.
demo-until-gdap = *Hasta cuándo:* hasta el final elegido con los roles, dos años como máximo. Puedes terminarlo antes en Configuración, Relaciones con asociados.
demo-answer-open = *Plazo para responder:* { $due }. Después, { $provider } lo da por no contestado; el vínculo sigue funcionando.
demo-answer-late = *Plazo para responder:* era { $due }. Si aceptas ahora, todavía cuenta.
demo-answer-undated = *Plazo para responder:* aún sin fecha, porque la invitación no consta como enviada.
demo-button-accept = Aceptar
demo-button-decline = Rechazar
demo-button-remove = Quitar roles
demo-accepted = Aceptado
demo-accepted-then = El asociado lo confirma con *{ $confirm }* en `/relationships`.
demo-declined = Rechazado
demo-declined-then = El asociado lo anota con *{ $declined }* en `/relationships`.
demo-removed = Roles quitados
demo-removed-then = El asociado lo anota con `/remove-relationship`; allí los contactos de soporte vuelven al proveedor.
