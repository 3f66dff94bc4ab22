/** The command {@code reality}: looks at the servers of Reality, watches and changes keys, from a shell. */
@NullMarked
package io.socketless.reality.cli;

import org.jspecify.annotations.NullMarked;
