package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.door.CompatibilityContract;

class CompatibilityTest extends CompatibilityContract {}
