"""How a draft comes to be: doors > runner > generator > (sources | llm | prompts)."""
