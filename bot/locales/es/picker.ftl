# Listas de búsqueda. Etiquetas de 75 caracteres como máximo.
pick-mpn = PartnerID { $id }
pick-more = Primeros { $count }; hay más: escribe más para acotar
pick-none = No hay coincidencias
pick-none-advice = Prueba con otra parte del nombre, un dominio o un id.
pick-empty = Aún no hay nada que elegir
pick-empty-advice = Pide a quien administra este bot que importe el directorio
subscription-status-active = activa
subscription-status-suspended = suspendida
subscription-status-deleted = eliminada
subscription-status-expired = caducada
subscription-status-disabled = deshabilitada
subscription-status-pending = pendiente
subscription-status-canceled = cancelada
subscription-status-unknown = desconocida
picker-customer-not-permitted = «{ $query }» coincide con un cliente del directorio.
pick-near = ¿Querías decir…?
