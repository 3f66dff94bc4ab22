package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.door.VectorsContract;

class VectorsTest extends VectorsContract {}
