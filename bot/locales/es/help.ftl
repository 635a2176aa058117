# Ayuda; las líneas de cada comando vienen de su propio catálogo.
help-intro = Lo que puedes hacer aquí:
help-entry = *{$usage}*
    {$summary}
    Ejemplo: {$example}
help-nothing = Ninguno de tus roles puede usar este bot. Los roles se obtienen de los grupos de usuarios de Slack; pide a un administrador de este espacio de trabajo que te añada al que corresponda.
help-open-home = Lo que tienes pendiente: <{ $url }|abrir Inicio>

# La app tal como la muestra Slack (manifest.yml): nombre de 35 caracteres como máximo, descripción 140, larga de 175 a 4000.
app-name = Contactos de soporte
app-description = Asigna desde Slack el contacto de soporte designado de las suscripciones de Microsoft de tus clientes.
app-long-description = Para proveedores indirectos del programa Cloud Solution Provider de Microsoft. Elige un cliente, sus suscripciones y el revendedor que las atenderá; el bot dice qué condiciones fallan y qué hacer después, pide una revisión, avisa a las personas afectadas y guarda un historial que solo crece de quién cambió qué y cuándo.
