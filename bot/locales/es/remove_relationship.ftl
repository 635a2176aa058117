# /remove-relationship y el traspaso de muchos contactos de soporte. Los botones llevan las palabras del Centro de partners (docs/domain.md#words-on-buttons).
remove-summary = Quita una relación o asociación, o traspasa los contactos de soporte de un revendedor que se va
remove-usage = [cliente o revendedor]
remove-example = /remove-relationship Contoso
remove-shortcut = Quitar relación
remove-title = Quitar relación
remove-submit = Quitar
remove-kind = Qué
remove-kind-ours = Nuestra relación de revendedor con un cliente
remove-kind-ours-about = El cliente sale de nuestra lista
remove-kind-reseller = La relación de un revendedor con un cliente
remove-kind-reseller-about = Ya no podrá dar soporte a ese cliente
remove-kind-partnership = Nuestra asociación con un revendedor
remove-kind-partnership-about = Sus clientes y los permisos de administración se quedan
remove-kind-leaves = Un revendedor se va: traspasar contactos de soporte
remove-kind-leaves-about = No se quita nada; todo lo que atiende se traspasa a la vez
remove-to = Traspasar a
remove-to-hint = Déjalo vacío para que vuelvan a nosotros, el proveedor.
remove-several = «{ $query }» coincide con { $count } entradas: elige abajo qué quitar.
remove-none = Nadie del directorio coincide con «{ $query }». Revisa la ortografía y elige abajo.
remove-nothing-ours = (Ya) no tenemos relación de revendedor con este cliente. No hay nada que quitar.
remove-nothing-reseller = Este revendedor (ya) no tiene relación establecida con este cliente. No hay nada que quitar.
remove-nothing-partnership = (Ya) no tenemos asociación activa con este revendedor. No hay nada que quitar.
remove-about-ours = *Quitar la relación de revendedor* con *{ $customer }*
remove-about-reseller = *Quitar la relación de revendedor* de *{ $partner }* con *{ $customer }*
remove-about-partnership = *Quitar la asociación* con *{ $partner }*
remove-blocked = { $count ->
    [one] :no_entry: *Una suscripción lo impide.* Resuélvela en el Centro de partners, importa de nuevo el directorio y vuelve a comprobar.
   *[other] :no_entry: *{ $count } suscripciones lo impiden.* Resuélvelas en el Centro de partners, importa de nuevo el directorio y vuelve a comprobar.
}
remove-blocker-suspend = • *{ $name }* está { $status }: suspéndela
remove-blocker-cancel = • *{ $name }* está { $status }: cancélala (el nuevo comercio sigue facturando en suspensión; solo se cancela en los 7 días tras compra o renovación, así que quizá haya que esperar)
remove-check-again = Comprobar de nuevo
remove-gone = *Alguien se adelantó:* ya se había quitado. Tú no has cambiado nada.
remove-changed = *Lo que depende de esta relación cambió mientras mirabas.* No se ha quitado nada. Comprueba la situación actual y pulsa Quitar otra vez.
remove-effect-ours = { $customer } sale de nuestra lista de clientes, terminan allí nuestros privilegios de administrador delegados y ya no podemos comprar para él.
remove-effect-reseller = { $partner } sale de la lista de contactos de soporte disponibles de { $customer } y terminan allí sus privilegios de administrador delegados.
remove-effect-partnership = { $partner } sale de nuestra lista de revendedores y no se puede elegir en nuevas asignaciones. Sus clientes se quedan y los privilegios de administrador delegados no cambian.
remove-resting-ours = { $count ->
    [one] *Un contacto de soporte depende de ella* y queda marcado. Solo podrá volver a nosotros cuando la relación se establezca de nuevo:
   *[other] *{ $count } contactos de soporte dependen de ella* y quedan marcados. Solo podrán volver a nosotros cuando la relación se establezca de nuevo:
}
remove-resting-reseller = { $count ->
    [one] *Un contacto de soporte depende de ella.* Queda marcado y no cambia sin avisar; puede volver a nosotros, el proveedor, a continuación:
   *[other] *{ $count } contactos de soporte dependen de ella.* Quedan marcados y no cambian sin avisar; todos pueden volver a nosotros, el proveedor, a continuación:
}
remove-resting-partnership = { $count ->
    [one] *Un contacto de soporte nombra a este revendedor.* Queda marcado y no cambia sin avisar; puede volver a nosotros, el proveedor, a continuación:
   *[other] *{ $count } contactos de soporte nombran a este revendedor.* Quedan marcados y no cambian sin avisar; todos pueden volver a nosotros, el proveedor, a continuación:
}
remove-resting-none = Ningún contacto de soporte depende de ella.
remove-resting-line = • { $subscription } ({ $customer }): { $partner }
remove-unseen = También lo impiden las reservas de Azure, los planes de ahorro, el software y las compras del marketplace. El directorio no los contiene: míralos en el Centro de partners.
remove-legal = Actúa de buena fe y da tú los avisos que exija la ley: ni Microsoft ni este bot los envían al cliente o al revendedor. Este bot solo cambia sus propios registros; quítala también en el Centro de partners.
remove-done-ours = :white_check_mark: La relación de revendedor con *{ $customer }* se ha quitado.
remove-done-reseller = :white_check_mark: La relación de revendedor de *{ $partner }* con *{ $customer }* se ha quitado.
remove-done-partnership = :white_check_mark: La asociación con *{ $partner }* se ha quitado. Sus clientes y los permisos de administración se quedan como están.
remove-lost = { $count ->
    [one] Un contacto de soporte ha perdido su base; se avisa a quien lo asignó.
   *[other] { $count } contactos de soporte han perdido su base; se avisa a quien los asignó.
}
remove-losing = Se están marcando sus contactos de soporte. El mensaje sobre esta baja dice por dónde va; a quienes los pusieron se les avisa cuando estén todos.
remove-no-way-back = Nadie puede ser su contacto de soporte a través de nosotros hasta que la relación se establezca de nuevo; entonces las marcas desaparecen solas.
remove-hand-back = Devolver todos
remove-undo = Para deshacerlo, solicita la relación otra vez con `/request-relationship`.
remove-to-itself = Elige otro revendedor que no sea el que se va, o déjalo vacío.
remove-notice-ours = :scissors: La relación de revendedor con *{ $customer }* la ha quitado { $by }.
remove-notice-reseller = :scissors: La relación de revendedor de *{ $partner }* con *{ $customer }* la ha quitado { $by }.
remove-notice-partnership = :scissors: La asociación con *{ $partner }* la ha quitado { $by }. Sus clientes se quedan.
remove-notice-settling = { $total ->
    [0] :hourglass_flowing_sand: Se están marcando los contactos de soporte que dependían de ella: { $count } hasta ahora.
   *[other] :hourglass_flowing_sand: Se están marcando los contactos de soporte que dependían de ella: { $count } de { $total }.
}
remove-notice-settled = { $count ->
    [0] Ningún contacto de soporte perdió su base.
    [one] Un contacto de soporte perdió su base y está marcado.
   *[other] { $count } contactos de soporte perdieron su base y están marcados.
}
handover-title = Traspasar
handover-submit = Traspasar { $count }
handover-submit-all = Traspasar los posibles
handover-about-many = *Más de { $total } contactos de soporte* para traspasar a *{ $target }*: de los primeros { $total }, { $movable ->
    [0] ninguno puede
    [one] uno puede
   *[other] { $movable } pueden
}; los demás se comprueban sobre la marcha.
handover-about = { $total ->
    [0] *Nada que traspasar* a { $target }: no queda ningún contacto de soporte.
    [one] Para traspasar a *{ $target }*: *un contacto de soporte*.
   *[other] *{ $total } contactos de soporte* para traspasar a *{ $target }*; { $movable ->
        [0] ninguno puede
        [one] uno puede
       *[other] { $movable } pueden
    }.
}
handover-next = Repásalos y pulsa «{ $button }»: con eso quedan revisados.
handover-refused = { $count ->
    [one] :no_entry: Uno no puede: { $why }
   *[other] :no_entry: { $count } no pueden: { $why }
}
handover-row = { $subscription } ({ $customer }): de { $former } a *{ $target }*
handover-row-refused = :no_entry: { $subscription } ({ $customer }) se queda como está:
handover-started = :hourglass_flowing_sand: El traspaso a *{ $target }* ha empezado. Recorre { $count ->
    [one] un contacto de soporte
   *[other] { $count } contactos de soporte
} y traspasa los que pueden traspasarse. El avance y el resultado llegan por mensaje directo, donde también puedes cancelar. Puedes cerrar esta ventana.
handover-notice-running = :hourglass_flowing_sand: { $by } traspasa contactos de soporte a *{ $target }*: { $moved } de { $total } hasta ahora, revisados y cerrados.
handover-notice-done = :arrow_right: { $by } ha traspasado { $moved } de { $total } contactos de soporte a *{ $target }*, revisados y cerrados.
handover-notice-cancelled = :black_square_for_stop: { $ender } ha cancelado el traspaso a *{ $target }* que empezó { $by }: se traspasaron { $moved } de { $total } contactos de soporte, revisados y cerrados. El resto se dejó como estaba.
handover-notice-stopped = :octagonal_sign: El traspaso a *{ $target }* se ha parado, porque { $by } ya no puede asignar contactos de soporte: se traspasaron { $moved } de { $total }, revisados y cerrados. El resto se dejó como estaba.
handover-cancel = Cancelar el resto
handover-cancel-confirm = Lo traspasado hasta ahora queda así. No se cambia nada más.
handover-left = Lo que quedó
handover-over-already = Ya había terminado.
loss-title = Sin base
loss-about = { $count ->
    [one] :warning: *Un contacto de soporte ha perdido su base*
   *[other] :warning: *{ $count } contactos de soporte han perdido su base*
}
loss-headline = { $count ->
    [one] :warning: *Un contacto de soporte ha perdido su base*: { $names }
   *[other] :warning: *{ $count } contactos de soporte han perdido su base*: { $names }
}
loss-name = { $subscription } ({ $customer }, { $partner })
loss-removed = Lo quitó { $by }: { $bases }.
loss-gone = Ya no existe: { $bases }.
loss-expired = Caducó: { $bases }.
loss-basis-ours = nuestra relación de revendedor con el cliente
loss-basis-partnership = la asociación con el revendedor
loss-basis-relationship = la relación del revendedor con el cliente
loss-basis-gdap-expired = los privilegios de administrador (GDAP)
loss-basis-dap-expired = los privilegios de administrador (DAP)
loss-basis-privileges = los privilegios de administrador del revendedor (DAP o GDAP)
loss-basis-membership = la pertenencia del revendedor al programa CSP
loss-basis-unknown = aquello de lo que dependía
loss-line-open = • { $subscription } ({ $customer }), { $partner }: { $basis }
loss-line-done = • { $subscription } ({ $customer }), { $partner }: { $basis } (resuelto)
loss-open = { $count ->
    [one] Uno aún requiere atención: devuélvelo, elige otro contacto o recupera lo perdido.
   *[other] { $count } aún requieren atención: devuélvelos, elige otros contactos o recupera lo perdido.
}
loss-settled = :white_check_mark: Todo está resuelto.
