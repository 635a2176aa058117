# Texto del correo para un cliente o un revendedor; texto sin formato. Las líneas de una lista siguen a su título.
invitation-subject-customer-reseller = { $provider }: solicitud de relación de revendedor
invitation-subject-customer-indirect-reseller = { $inviter } y { $provider }: solicitud de relación de revendedor
invitation-subject-partnership = { $provider }: solicitud de asociación
invitation-subject-gdap = { $inviter }: solicitud de relación GDAP
invitation-greeting = Hola, { $target }:
invitation-purpose-customer-reseller = { $provider } desea ser su revendedor de servicios en la nube de Microsoft para hacer pedidos, administrar sus suscripciones y darles soporte.
invitation-purpose-customer-indirect-reseller = { $inviter } desea ser su revendedor de servicios en la nube de Microsoft y darle soporte técnico, con { $provider } como proveedor. Un solo vínculo establece ambas relaciones.
invitation-purpose-partnership = { $provider } invita a { $target } a trabajar como revendedor indirecto suyo en el programa Proveedor de soluciones en la nube de Microsoft.
invitation-purpose-gdap = { $inviter } solicita privilegios de administrador delegados granulares (GDAP) en su inquilino para darle soporte técnico.
invitation-does = Qué ocurre al aceptar:
invitation-does-reseller = { $provider } pasa a ser uno de sus asociados y puede hacer pedidos en su nombre.
invitation-does-both = { $inviter } y { $provider } pasan a ser asociados suyos y pueden hacer pedidos en su nombre.
invitation-does-agreement = Acepta el Contrato de cliente de Microsoft, si aún no lo ha hecho.
invitation-does-dap = Concede privilegios de administrador delegados: los agentes de administrador de { $inviter } actúan como administradores globales de su inquilino y sus agentes del departamento de soporte técnico como administradores del departamento de soporte técnico, hasta que los retire en Configuración, Relaciones con asociados.
invitation-does-roles = Concede los roles que la página muestra antes de aprobar, y nada más.
invitation-does-until = Termina en la fecha indicada; puede terminarlo antes en Configuración, Relaciones con asociados.
invitation-does-gdap = El último vínculo concede a { $inviter } los roles de administrador que enumera su página (GDAP), hasta la fecha indicada; puede terminarlo antes en Configuración, Relaciones con asociados.
invitation-does-order = { $provider } puede hacer pedidos para sus clientes y designarle contacto de soporte de sus suscripciones.
invitation-does-name = Autoriza a { $provider } como proveedor indirecto y le da acceso de administrador a su cuenta profesional, que puede retirar.
invitation-does-not = Qué no cambia:
invitation-does-not-subscriptions = Sus suscripciones, su titularidad, sus condiciones y su asociado registrado siguen igual.
invitation-does-not-partners = Sus demás asociados siguen; puede trabajar con varios.
invitation-does-not-admin = No da a nadie permisos de administrador en su inquilino.
invitation-does-not-reseller = No establece ninguna relación de revendedor; esa tiene su propio vínculo.
invitation-does-not-customers = No cede sus clientes, ni recibe por ello clientes nuevos.
invitation-who-customer-reseller = Solo para un administrador global de { $target }; con cualquier otra cuenta, incluida la de un asociado, el vínculo muestra un error.
invitation-who-customer-indirect-reseller = Solo para un administrador global de { $target }; con cualquier otra cuenta, incluida la de un asociado, el vínculo muestra un error.
invitation-who-partnership = Solo para un administrador global de { $target }, con sesión iniciada en el Centro de partners.
invitation-who-gdap = Solo para un administrador global de { $target }, en un plazo de 90 días. Con la cuenta de un asociado, el vínculo muestra un error.
invitation-who-several = Solo para un administrador global de { $target }{ $gdap ->
    [yes] ; el último vínculo, en un plazo de 90 días
   *[no] { "" }
}. Con cualquier otra cuenta, incluida la de un asociado, un vínculo muestra un error.
invitation-link = Haga clic para revisar y aceptar:
invitation-links = Abra estos { $count } vínculos en este orden; revise y acepte cada uno:
invitation-link-customer-reseller = Relación de revendedor con { $provider }:
invitation-link-customer-indirect-reseller = Relación de revendedor con { $inviter } y { $provider }:
invitation-link-gdap = Roles de administrador para { $inviter } (GDAP):
invitation-regards = Un saludo,
    { $sender }
    { $provider }

# Lo que se dice a un cliente de quién da soporte a sus suscripciones.
sentence-subject = { $contact } da soporte a sus suscripciones de Microsoft
sentence-supports = Su contacto de soporte para { $names }: { $contact }
sentence-supports-these = { $contact } es su contacto de soporte para estas suscripciones:
sentence-phone = Teléfono: { $text }
sentence-email = Correo electrónico: { $text }
sentence-site = Sitio web: { $text }
