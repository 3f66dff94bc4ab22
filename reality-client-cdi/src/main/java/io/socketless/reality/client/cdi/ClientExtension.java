package io.socketless.reality.client.cdi;

import io.socketless.reality.spi.SettingException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;

/** Stops the deployment of an application whose client is configured wrongly, and says what is wrong. */
public class ClientExtension implements Extension {

    /** For CDI. */
    public ClientExtension() {}

    void check(@Observes AfterDeploymentValidation deployment) {
        try {
            ClientProducer.configuration();
        } catch (SettingException wrong) {
            deployment.addDeploymentProblem(wrong);
        }
    }
}
