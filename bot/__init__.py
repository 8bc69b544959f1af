"""An assistant that answers from one fact sheet, exactly and with its source."""
