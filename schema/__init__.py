"""GraphQL shapes, made of Strawberry types. What they read and do is in `resolvers`."""
