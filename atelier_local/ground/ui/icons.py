"""Icons as single path data on a 24 grid, 1.8 stroke. Data, so that no markup is ever trusted."""

ICONS = {
    "plus": "M12 5v14M5 12h14",
    "left": "M19 12H5M11 6l-6 6 6 6",
    "right": "M5 12h14M13 6l6 6-6 6",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
    "camera": "M4 7h4l1.5-2h5L16 7h4v12H4zM8.5 13a3.5 3.5 0 107 0a3.5 3.5 0 10-7 0z",
    "chart": "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
    "check": "M5 12.5l4.5 4.5L19 7",
    "clock": "M4 12a8 8 0 1016 0a8 8 0 10-16 0zM12 7.5V12l3 2",
    "cross": "M6 6l12 12M18 6L6 18",
    "document": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "download": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "eye": "M2 12s3.5-6.5 10-6.5S22 12 22 12s-3.5 6.5-10 6.5S2 12 2 12zM9 12a3 3 0 106 0a3 3 0 10-6 0z",  # noqa: E501
    "eye-off": "M4 4l16 16M9.5 6c.8-.3 1.6-.5 2.5-.5 6.5 0 10 6.5 10 6.5a17 17 0 01-3 3.7M6 8c-2.6 1.8-4 4-4 4s3.5 6.5 10 6.5c1.7 0 3.2-.4 4.5-1",  # noqa: E501
    "info": "M4.5 12a7.5 7.5 0 1015 0a7.5 7.5 0 10-15 0zM12 11v5M12 8v.1",
    "lock": "M6 11h12q1 0 1 1v7q0 1-1 1H6q-1 0-1-1v-7q0-1 1-1zM8 11V8a4 4 0 018 0v3",
    "microphone": "M9 6a3 3 0 016 0v5a3 3 0 01-6 0zM5 11a7 7 0 0014 0M12 18v3",
    "network": "M3 9c5-5 13-5 18 0M6.5 12.5c3-3 8-3 11 0M9.5 16c1.5-1.5 3.5-1.5 5 0M12 19.3v.1",
    "network-off": "M3 9c2-2 4.5-3.2 7-3.6M21 9c-1.6-1.6-3.5-2.7-5.5-3.3M6.5 12.5c1.3-1.3 3-2 4.7-2.2M12 19.3v.1M4 4l16 16",  # noqa: E501
    "pause": "M8 5v14M16 5v14",
    "pencil": "M4 20l1-4L16 5l3 3L8 19l-4 1z",
    "people": "M6 8a3 3 0 106 0a3 3 0 10-6 0zM3 20c0-4 2.5-6 6-6s6 2 6 6M16 5.5a3 3 0 010 5.5M17.5 14.5c2.5.6 3.5 2.5 3.5 5.5",  # noqa: E501
    "place": "M12 21s7-6.5 7-12a7 7 0 00-14 0c0 5.5 7 12 7 12zM9.5 9a2.5 2.5 0 105 0a2.5 2.5 0 10-5 0z",  # noqa: E501
    "print": "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
    "search": "M5 11a6 6 0 1012 0a6 6 0 10-12 0zM16 16l4.5 4.5",
    "send": "M4 12l16-8-6 16-3-6z",
    "sort": "M8 10l4-5 4 5M8 14l4 5 4-5",
    "stamp": "M5 20h14M6 16h12v-3h-4c0-3 1.5-4 1.5-6a3.5 3.5 0 00-7 0c0 2 1.5 3 1.5 6H6z",
    "warning": "M12 4l9 16H3L12 4zM12 10v4.5M12 17.2v.1",
    # Kinds of contribution.
    "atout": "M12 5v14M5 12h14",
    "fragilite": "M4 8l8 9 8-9",
    "projet": "M4 20h16M7 20V6h12M7 10l4-4M16 6v5",
    "besoin": "M4.5 12a7.5 7.5 0 1015 0a7.5 7.5 0 10-15 0zM12 8.5v4M12 15.6v.1",
    "idee": "M12 4v3M12 17v3M4 12h3M17 12h3M6.5 6.5l2 2M15.5 15.5l2 2M17.5 6.5l-2 2M8.5 15.5l-2 2M9.6 12a2.4 2.4 0 104.8 0a2.4 2.4 0 10-4.8 0z",  # noqa: E501
    "tension": "M3 9h14l-4-4M21 15H7l4 4",
    "memoire": "M10 7c-3 1-4 3-4 6v4h4.5v-5H8M19 7c-3 1-4 3-4 6v4h4.5v-5H17",
    "correction": "M4 20l1-4L16 5l3 3L8 19l-4 1z",
    "engagement": "M5 21V4M5 5h13l-3 4 3 4H5",
}
