# Ayuda y pestaña de inicio; las líneas de cada comando vienen de su propio catálogo.
help-intro = Lo que puede hacer aquí:
help-entry = *{$usage}*
    {$summary}
    Ejemplo: {$example}
help-nothing = Ninguno de sus roles puede usar este bot. Los roles vienen de los grupos de usuarios de Slack; pida a un administrador de este espacio que le añada al que corresponda.
home-title = Contactos de soporte
home-intro = Asigne el contacto de soporte designado de las suscripciones de sus clientes y vea quién atiende cada una.
home-hint = Escriba cualquier comando con `help` para volver a ver esto.
