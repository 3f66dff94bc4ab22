package io.socketless.reality.it.misspelled;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Servers look at a persistence unit that somebody uses. */
@ApplicationScoped
public class Mails {
    @PersistenceContext
    private EntityManager entities;

    EntityManager entities() {
        return entities;
    }
}
