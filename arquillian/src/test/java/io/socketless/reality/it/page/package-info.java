/** An application with a page that the server renders, as a user might write it. */
package io.socketless.reality.it.page;
