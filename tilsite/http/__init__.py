"""HTTP around Django: handler, middleware, errors outside of views, server lifespan."""
