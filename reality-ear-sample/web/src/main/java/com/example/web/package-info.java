/** What the web applications share: how refusals become answers, the pace of what happens by itself, and the counting of traffic. */
@NullMarked
package com.example.web;

import org.jspecify.annotations.NullMarked;
