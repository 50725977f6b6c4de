"""The JSON and SSE door: generations, proposals, usage, WebSocket and MCP."""
