/**
 * A notice board that several nodes serve, as an application that uses Reality might be written. {@link
 * com.example.board.Board} has the one line that matters: it fires an event when notices change.
 */
@NullMarked
package com.example.board;

import org.jspecify.annotations.NullMarked;
