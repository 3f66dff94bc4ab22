/** The entities of the tests. */
package io.socketless.reality.jpa.office;
