package io.socketless.reality.it.ledger;

/** How an application writes, and when it says so. */
public enum Way {
    /** SQL, with one event for all keys in business code. */
    JDBC,
    /** SQL on two databases, which commit together in two phases, and one event. */
    TWO_DATABASES,
    /** Entities, with events in business code before JPA has written anything. */
    JPA,
    /** Entities, whose listener fires the events during the flush at the commit. */
    JPA_LISTENER,
    /** Entities that name their keys. */
    JPA_KEYS
}
