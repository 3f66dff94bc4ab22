/** The stock ticker over HTTP, by plain requests ({@code api/stocks}) and as a stream ({@code api/stream}). */
@NullMarked
package com.example.ticker;

import org.jspecify.annotations.NullMarked;
