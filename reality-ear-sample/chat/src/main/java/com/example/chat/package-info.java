/** The chat over HTTP ({@code api/rooms}), in the EAR of ./sample and as the application of ./demo. */
@NullMarked
package com.example.chat;

import org.jspecify.annotations.NullMarked;
