/**
 * Application servers as processes on the loopback address: started, stopped, killed and paused by tests. Nothing in
 * here knows what the deployed applications do, beyond the path that tells whether they are up.
 */
package io.socketless.reality.servers;
