/**
 * A chat that several nodes serve, as an application that uses Reality might be written. {@link com.example.chat.Chat} has the
 * one line that matters: it fires an event when messages change.
 */
@NullMarked
package com.example.chat;

import org.jspecify.annotations.NullMarked;
