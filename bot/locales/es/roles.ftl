# Roles, con sus nombres del Centro de partners (docs/domain.md#roles).
role-global-admin = Administrador global
role-admin-agent = Agente de administrador
role-helpdesk-agent = Agente del departamento de soporte técnico
role-sales-agent = Agente de ventas
role-user-management-admin = Administrador de administración de usuarios
role-billing-admin = Administrador de facturación

# Denegaciones: quién puede y qué hacer.
denied-role = No puedes hacer esto. Hace falta { $count ->
    [one] el rol
   *[other] uno de estos roles:
} { $roles }.
denied-role-groups = { $count ->
    [one] Lo tienen los miembros de { $groups }. Pide a la persona responsable de ese grupo
   *[other] Tienen alguno los miembros de { $groups }. Pide a la persona responsable de uno de esos grupos
} que te añada y vuelve a intentarlo; surte efecto en segundos.
denied-role-no-group = Ningún grupo de usuarios de Slack da aún ese rol aquí. Pide a quien configuró este bot que elija uno (ROLE_GROUP_… o ROLE_USERS_…).
denied-roles-unreadable = Ahora no puedo comprobar tus roles: no se pueden leer los grupos de usuarios de este espacio de trabajo ({ $reason }). No se ha cambiado nada. Vuelve a intentarlo en un minuto; si sigue igual, avisa a quien configuró este bot.
denied-foreign = Esto es solo para miembros del espacio de trabajo donde está instalado el bot. Pide a tu contacto allí que lo haga por ti.
denied-guest = Los invitados de este espacio de trabajo no pueden hacer esto. Pide a un miembro de pleno derecho que lo haga por ti.
denied-bot = Los bots y los flujos de trabajo no pueden hacer esto. Tiene que hacerlo una persona.
denied-deleted = Esta cuenta está desactivada en Slack, así que no puede hacer esto.
