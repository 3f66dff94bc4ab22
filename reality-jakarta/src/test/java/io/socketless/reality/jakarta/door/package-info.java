/** Tests that every door for HTTP runs. */
package io.socketless.reality.jakarta.door;
