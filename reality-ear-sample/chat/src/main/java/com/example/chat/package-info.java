/** The chat over HTTP: {@code api/rooms}. */
@NullMarked
package com.example.chat;

import org.jspecify.annotations.NullMarked;
