/**
 * An application that keeps its data in a database, which all nodes share, and changes it in the ways that applications
 * do.
 */
package io.socketless.reality.it.ledger;
