/** What the documentation promises, tried on real servers from outside, over HTTP. */
package io.socketless.reality.it;
