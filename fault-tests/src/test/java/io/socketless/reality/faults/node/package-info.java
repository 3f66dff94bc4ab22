/**
 * The process that is checked: the real endpoints, engine and store, in a servlet container of its own. It also answers
 * under {@code /control}, for what only an application can ask of a node.
 */
package io.socketless.reality.faults.node;
